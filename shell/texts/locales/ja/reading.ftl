# 登録簿をウェブサーバーから読むときの文面。名前は「reading-コード」。

reading-no-address = { $register } は登録簿のアドレスとして使えない。使えるのは https://register.example/2026 のような http または https のアドレス（利用者名、?、# を含まないもの。日本語のホスト名は xn-- の形で）

# サーバーからファイルを得られなかった理由。
reading-elsewhere = 登録簿の外へ出るパスなので、サーバーに求めない
reading-host-unknown = サーバー名「{ $host }」が見つからない
reading-no-connection = サーバーにつながらない（{ $detail }）
reading-connect-too-slow = サーバーに { $seconds } 秒以内につながらない
reading-not-trusted = サーバーの TLS 証明書を信頼できないか、暗号化に失敗した（{ $detail }）。自前の認証局は、この機械の一覧に加えるか、SSL_CERT_FILE で示すファイルに入れる
reading-no-authorities = この機械に、TLS の認証局の一覧がない（Debian では ca-certificates を入れる）
reading-proxy-refused = プロキシー { $proxy } を通れない（{ $detail }）
reading-not-http = サーバーの答えが HTTP として正しくない（{ $detail }）
reading-status = サーバーが状態コード { $status } で答えた
reading-redirected = サーバーが別の場所へ誘導している（状態コード { $status }、行き先「{ $target }」）。誘導には従わない
reading-redirect-refused = サーバーが別の場所「{ $target }」へ誘導しているが、従わない（アドレスでないか、暗号化されなくなる）
reading-too-many-redirects = サーバーが { $limit } 回を超えて次々に別の場所へ誘導する
reading-web-page = ファイルではなくウェブページが返ってきた（ネットワークのログイン画面か、サーバーのエラー画面と思われる）
reading-packed = 圧縮しないよう求めたのに、サーバーが「{ $encoding }」で送ってきた
reading-length-missing = サーバーの答えに長さの表示がなく、途中で切れても分からない
reading-length-differs = サーバーの示す長さ（{ $said }）が、送られたもの（{ $found }）と食い違う
reading-range-differs = { $asked } バイト目からを求めたが、サーバーは別の部分（{ $said }）を送ってきた
reading-too-long = ファイルが長すぎる。この種類のファイルの上限は { $limit } バイト
reading-cut = 答えの途中（{ $bytes } バイト）で接続が切れた
reading-silent = サーバーが { $seconds } 秒間何も送らない
reading-too-slow = ファイルが { $seconds } 秒以内に届かない（--timeout で延ばせる）
reading-over-time = 読取り全体の時間 { $seconds } 秒を使い切った（--timeout で延ばせる）
reading-over-bytes = 読んだ量が、全体の上限 { $limit } バイトを超えた
reading-failed = サーバーから読めない（{ $detail }）
