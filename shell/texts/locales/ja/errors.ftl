# できなかった理由。名前は「種類-符号」。失敗の原因は一つずつ続けて述べる。

# OS が言うこと。
system-not-found = そのようなファイルやフォルダーはない
system-permission-denied = 権限がない
system-exists = 既にある
system-is-folder = フォルダーである
system-no-folder = パスの途中がフォルダーではない
system-not-empty = フォルダーが空ではない
system-read-only = 読み取り専用で、書き込めない
system-storage-full = ディスクに空きがない
system-too-large = ファイルが大きくなりすぎる
system-name = ファイルの名前として使えない
system-gone = 読み手がいなくなった

# ほかのプログラムが言うこと。
foreign-said = 「{ $said }」
foreign-missing = 「{ $name }」がない
foreign-unknown = 「{ $name }」という項目はない（あるのは { $known }）
foreign-twice = 「{ $name }」が二度ある
foreign-variant = ここに「{ $name }」とは書けない（書けるのは { $known }）
foreign-type = 値の型が違う（「{ $name }」）
foreign-unclosed = 括弧や引用符が閉じていない（「{ $name }」、切り取られたのではないか）
foreign-cut = 途中で終わっている（切り取られたのではないか）
foreign-trailing = 終わりの後に何かが続いている
foreign-no-text = 中身が UTF-8 ではない
foreign-unopened = データベースのファイルを開けない
foreign-no-database = データベースではないか、壊れている
foreign-place = { $told }（{ $line } 行 { $column } 列）
foreign-toml = TOML の { $line } 行 { $column } 列

# 認証機関。
body-refused = 規則により認められない: { $reasons }
body-none = { $path } に機関はない
body-in-public = { $folder } が公開の登録簿 { $register } の中にある。鍵を公開の場所に置いてはならない
body-exists = { $path } には既に機関がある。二度は設立しない
body-fact = 機関の記録の「{ $name }」を読めない: 「{ $found }」
body-replay = 行為の記録の { $number } 番目が、それまでの行為から続かない: { $reasons }
body-signed = 行為の記録の { $number } 番目
body-published = { $place } で公開されているものが分からない: { $detail }
body-published-form = { $place } で公開されているものはチェックポイントではない
body-restored = { $path } は { $made } の写しから戻したものである。登録簿が公開されている場所か、だれかが持つチェックポイントを --published で示す（一度も公開していなければ、戻した登録簿そのもの）
body-unpublished = { $place } にこの登録簿のチェックポイントがない
body-shard-name = { $origin } は新しい「機関/名前」ではない。名前は a-z、0-9、-、. からなり、前に使われていないもの
body-clock = 最後の声明は { $last } のもので、今（{ $now }）より後である。時計を確かめる
body-ahead = { $at } の行為は時計（{ $now }）より先の日時である。行為は、その時が来てから行う
body-quorum = { $quorum } 名に見てもらうには、同じ数の証人が要る（挙げられたのは { $named } 名）
body-no-witness = { $vkey } は証人の鍵（型 0x04）ではない
body-witness-twice = { $name } が二度挙げられている
body-witness-known = { $name } の名前か鍵は、前の証人 { $other } のものである。新しい証人には新しい名前と鍵が要る
body-broken = 前の書き込みに失敗した。始めたことは、機関を開き直すと終わる
body-unmakeable = 「{ $what }」を作れない: { $detail }
body-file = { $path } にある機関のファイル

# 機関のデータベース。
store-database = 機関のデータベース
store-write = 機関のデータベースに書けない
store-newer = 機関のデータベースの版は { $found } で、このプログラムが知るのは { $known } までである。新しいプログラムを使う
store-moved = 機関の記録には { $found } 件の行為があり、{ $known } 件のはずである。別のプロセスが書いた

# 記録にある行為。
signed-form = 正準 JSON の行為ではない: { $detail }
signed-signature = 署名が { $actor } の鍵によるものではない

# 書き込む権利。
lock-held = { $path }: プロセス { $holder }（{ $command }）が { $since } から書き込んでいる（{ $waited-s } 秒待った）
lock-file = ロックファイル { $path }

# 鍵のファイル。
key-file = 鍵のファイル { $path }
key-readable = 鍵のファイル { $path } の許可は { $mode } である。読めるのは持ち主だけでなければならない（600）
key-form = 鍵のファイル { $path } に、PKCS#8 PEM の Ed25519 の鍵がない
key-encrypted = 鍵のファイル { $path } は暗号化されている。このコマンドはパスフレーズを尋ねない
key-wrong-passphrase = 鍵のファイル { $path } はこのパスフレーズでは開かない
key-scheme = 鍵のファイル { $path } の暗号化の方式は { $scheme } である。読めるのは、PBES2（scrypt または PBKDF2-HMAC-SHA256 と AES-256-CBC。`openssl pkcs8 -topk8` が書くもの）である
key-work = 鍵のファイル { $path } を開くには、{ $what ->
    [scrypt-bytes] メモリーが { $asked } バイト
    [scrypt-blocks] scrypt のブロックが { $asked } 個
   *[pbkdf2-rounds] PBKDF2 の繰り返しが { $asked } 回
}必要である。上限は { $limit } である
key-passphrase-file = パスフレーズのファイル { $path }
key-passphrase-readable = パスフレーズのファイル { $path } の許可は { $mode } である。読めるのは持ち主だけでなければならない（600）
key-passphrase-form = パスフレーズが { $bytes } バイトである。1 バイト以上、{ $limit } バイト以下にする
key-exists = 鍵のファイル { $path } が既にある。鍵を上書きすることはない
key-random = OS から乱数が得られない: { $detail }

# 登録簿のフォルダー。
folder-file = { $path } を使えない
folder-log = { $path } にある登録簿の記録
folder-exists = { $path } には既に登録簿がある。二度は作らない
folder-behind = 登録簿には { $found } 件あり、公開されたのは { $published } 件である。古い写しではないか
folder-ahead = 登録簿には { $found } 件あり、機関が作ったのは { $made } 件である。別の機関の登録簿か、古いデータベースではないか
folder-key = 開いている分冊の鍵
folder-other-entry = 登録簿の { $index } 番の記載は、この機関が作った声明ではない

# 登録簿の記録。
log-missing = { $path } がない
log-unreadable = { $path } を読めない: { $detail }
log-malformed = { $path } の形が正しくない: { $detail }
log-root = ファイルから求めたルートハッシュは { $found } で、{ $size } 件のチェックポイントにある { $wanted } と違う
log-entries = { $path } にあるのは、この木の記載ではない
log-smaller = 木の記載は { $size } 件で、前に公開された { $published } 件より少ない
log-inconsistent = { $size } 件の木が、前に公開された { $published } 件の木から続いていない
log-outside = { $index } 番は、{ $size } 件の木にない
log-leaf-length = { $bytes } バイトの記載がある（1〜65535 バイトに限る）
log-too-large = { $size } 件の木は、上限の { $limit } 件を超える
log-checkpoint = そのチェックポイント
log-foreign-key = 署名の鍵が、登録簿「{ $origin }」 の鍵ではない

# チェックポイント。
checkpoint-not-a-note = 署名付きの文（signed note）ではない: { $fault ->
    [parts] 本文、空行、そして全角ダッシュ（U+2014）と空白で始まる署名行が要る
    [encoding] UTF-8 ではない
    [line] 署名行の形ではない
    [spelling] 署名行が唯一の書き方になっていない
    [control] 制御文字がある
    [time] 連署の日付が 1970 年より前である
   *[other] { $fault }
}
checkpoint-line = チェックポイントではない: { $line } 行目が「{ $found }」
checkpoint-origin = { $found } のチェックポイントである。要るのは { $wanted } のもの
checkpoint-unsigned = 登録簿「{ $origin }」 の署名がない
checkpoint-signature = { $name } の署名が正しくない
checkpoint-twice = { $name } が二度署名している
checkpoint-unknown-line = 知らない鍵 { $name } の署名行がある

# 信頼ファイル。
trust-not-json = 信頼ファイルではない: { $detail }
trust-format = 信頼ファイルの形式「{ $found }」を知らない
trust-name = 機関の名前に日本語か英語が欠けている
trust-none = 信頼ファイルに{ $what ->
    [keys] 鍵
    [shards] 登録簿の分冊
   *[other] { $what }
}が一つもない
trust-twice = { $name } が、{ $what ->
    [key] 鍵
    [shard] 登録簿の分冊
    [witness] 証人
    [witness-key] 証人の鍵
   *[other] { $what }
}として二度挙げられている
trust-keyid = keyid「{ $said }」が、鍵「{ $is }」に付いている
trust-note-key = { $name } の鍵の名前か型が違う（要る型: { $wanted }）
trust-origin = origin「{ $origin }」は「機関/名前」ではない。名前は a-z、0-9、-、. からなる
trust-quorum = 証人が { $quorum } 名要るのに、終わっていない証人は { $witnesses } 名しかない
trust-period = { $name } の期間が、始まる前に終わっている
trust-open = 開いていてよいのは最後の分冊だけである。{ $origin } が閉じられていない

# 「名前+番号+鍵」の形の公開鍵。
vkey-not-spki = SPKI DER の Ed25519 公開鍵ではない: { $bytes } バイト（44 バイトのはず）
vkey-not-pem = PEM の公開鍵一つではない（-----BEGIN PUBLIC KEY----- から -----END PUBLIC KEY----- まで）
vkey-not-a-point = この 32 バイトは、Ed25519 の鍵として使えない
vkey-not-vkey = 「{ $text }」は公開鍵ではない。公開鍵は name+1a2b3c4d+AQ… のような形をしている
vkey-wrong-id = 公開鍵 { $name } の番号が、名前と鍵に合わない
vkey-unknown-kind = 公開鍵 { $name } の型は { $kind } である。知っているのは 1（記録）と 4（証人）
vkey-not-a-digest = 「{ $text }」は SHA-256 のダイジェスト（0-9 と a-f の 64 桁）ではない
vkey-not-base64 = 「{ $text }」は埋め字付きの base64 ではない
vkey-digest-length = SHA-256 のダイジェストは 32 バイトで、{ $bytes } バイトではない
vkey-not-json = ここに要る JSON ではない: { $detail }
vkey-not-canonical = 正準 JSON（RFC 8785）ではない（{ $at } バイト目から）

# 証人の記憶。
memory-file = 証人の記憶 { $path }
memory-memory = 証人の記憶 { $path } は、証人が署名した { $origin } のチェックポイントではない
memory-time = { $at } にはチェックポイントに署名できない

# 部品表。
parts-too-large = 部品表が { $bytes } バイトあり、上限の { $limit } バイトを超える
parts-too-many = 部品が { $limit } 件より多い
parts-text = 部品表が文字として読めない: { $error }
parts-json = { $format } を読めない: { $error }
parts-toml = { $format } の { $offset } バイト目: { $detail }
parts-line = { $format } の { $line } 行目: { $detail }
parts-dpkg = dpkg の status の { $line } 行目: { $fault ->
    [cut-off] 行の途中でファイルが終わっている（切り取られている）
    [continues-nothing] 続きの行の前に何もない
    [no-field] 項目のない行がある
    [field-twice] 一つの段落に同じ項目が二度ある
    [no-package] 段落に Package 項目がない
   *[other] { $fault }
}
parts-apk = apk の installed の { $line } 行目: { $fault ->
    [cut-off] 最後のパッケージのあとに空行がない（切り取られている）
    [no-field] 項目のない行がある
    [field-twice] 一つのパッケージに同じ項目が二度ある
    [no-name] 名前（P）のないパッケージがある
   *[other] { $fault }
}
parts-rpm = rpm のデータベース: { $fault ->
    [cut-off] { $at } ページ目: ファイルが自ら記すより短い（切り取られている）
    [open-changes] 隣のファイル（-wal）に、まだ書き込まれていない変更がある。データベースを閉じるか rpm を一度実行してから、採り直すこと
    [page] { $at } ページ目: UTF-8 の表のページではない
    [page-twice] { $at } ページ目: 二度たどり着く
    [no-table] 表 Packages がない
    [record] { $at } 行目: この表の行ではない
    [header-lengths] { $at } 行目: パッケージの見出しの長さが合わない
    [header-entry] { $at } 行目: パッケージの見出しに読めない項目がある
    [tag-twice] { $at } 行目: パッケージの見出しに同じ項目が二度ある
    [no-name] { $at } 行目: パッケージの見出しに名前がない
   *[other] { $fault }
}
parts-not-whole = { $format } が欠けている: { $package } が要る「{ $needs }」が載っていない（切り取られたか、書き換えられている）
parts-format-version = { $format } の版「{ $found }」は読めない。読めるのは { $read }
parts-not-read = { $format } は読めない。読めるのは Cargo.lock、package-lock.json、yarn.lock、pnpm-lock.yaml、poetry.lock、uv.lock、requirements.txt、go.mod、Gemfile.lock、composer.lock、Pipfile.lock、packages.lock.json、gradle.lockfile、CycloneDX、SPDX、dpkg の status、apk の installed、rpm のデータベース、申告の部品表
parts-unknown = 知っている部品表ではない。読めるのは Cargo.lock、package-lock.json、yarn.lock、pnpm-lock.yaml、poetry.lock、uv.lock、requirements.txt、go.mod、Gemfile.lock、composer.lock、Pipfile.lock、packages.lock.json、gradle.lockfile、CycloneDX、SPDX、dpkg の status、apk の installed、rpm のデータベース、申告の部品表
json-encoding = { $offset } バイト目が UTF-8 ではない{ $utf16 ->
    [true] （UTF-16 のように見える）
   *[other] {""}
}
json-form = { $line } 行 { $column } 列: { $detail }

# ルートファイルシステムとイメージ。
root-archive = アーカイブを読めない: { $detail }
root-layer = レイヤー { $layer } を読めない: { $detail }
root-document = イメージの中の { $place }: { $detail }
root-missing = イメージが挙げる { $path } が、その中にない
root-other-digest = { $path } のダイジェストは { $found } で、イメージが記す { $said } と違う
root-compressed = イメージ全体が { $format } で圧縮されている。先に展開すること
root-several-images = アーカイブにイメージが { $count } 個ある。一つだけのものを渡すこと
root-too-many-layers = レイヤーが { $layers } あり、上限の { $limit } を超える
root-too-large = パッケージのデータベースが上限の { $limit } バイトを超える
root-too-many-links = リンクが上限の { $limit } を超える
root-path = パス { $path } はルートの外へ出る
root-link-loop = { $path } の場所のリンクが堂々巡りになる
root-no-file = { $path } は通常のファイルではない
root-not-read = { $path }: { $manager } のパッケージデータベースは読めない。読めるのは dpkg、apk、SQLite の rpm
root-no-database = パッケージのデータベースがない。dpkg、apk、rpm のものを探した
root-parts = ルートの中の { $place }

# VEX 文書。
decisions-too-large = 候補についての判断のファイルが { $bytes } バイトあり、上限の { $limit } バイトを超える
decisions-json = 候補についての判断を読めない: { $error }
decisions-toml = 候補についての判断の { $line } 行目: { $detail }
decisions-format-version = 候補についての判断の形式が { $found } 版である。読めるのは 1 版
decisions-without = { $index } 番目の判断に { $member } がない
vex-too-large = VEX 文書が { $bytes } バイトあり、上限の { $limit } バイトを超える
vex-json = VEX 文書を読めない: { $error }
vex-context = VEX の文書ではない: @context が「{ $context }」（OpenVEX なら https://openvex.dev/ns/v0.2.0、CycloneDX なら bomFormat、CSAF なら csaf_version のある document があるはず）
vex-category = VEX の文書ではない: CSAF の文書だが、種別が「{ $category }」である（読むのは csaf_vex）
vex-format-version = CSAF の版が「{ $version }」である（読むのは 2.0 と 2.1）
vex-draft = VEX 文書が草案（tracking の status が draft）である。草案は何も述べない
vex-statement = VEX 文書の { $index } 番の声明（0 から数える）: { $fault ->
    [not-argued] not_affected には justification か impact_statement が要る。CSAF では製品ごとに flag か impact の threat が要る
    [no-action] affected には action_statement が要る。CSAF では製品ごとに remediation が要る
    [no-flaw] 脆弱性の名前がない
    [unknown-product] product_tree にない製品を挙げている
    [ambiguous-product] 挙げている製品の識別子が product_tree に二度ある
    [too-many-products] この声明までで、文書が製品を挙げる回数が上限の 5,000,000 回を超えている（グループの製品を含む）
    [no-time] 声明にも文書にも timestamp がない
   *[other] { $fault }
}
envelope-form = DSSE の封筒ではない: { $detail }
envelope-not-base64 = DSSE の封筒の { $member } が、埋め字付きの base64 ではない: 「{ $text }」
envelope-signatures = DSSE の封筒に署名が { $found } あり、上限の { $limit } を超える

# パッケージ URL。
purl-too-long = パッケージ URL が { $bytes } バイトあり、上限の { $limit } バイトを超える
purl-control = パッケージ URL に制御文字がある: 「{ $text }」
purl-repeated-qualifier = パッケージ URL に「{ $key }」が二度ある
purl-form = 「{ $text }」はパッケージ URL ではない: { $detail }

# このプログラムの命令。
undone-no-file = 通常のファイルではない
undone-trust-exists = { $path } が既にある。信頼ファイルを上書きすることはない
undone-body-in-register = { $body } が公開の登録簿 { $register } の中にある。鍵を公開の場所に置いてはならない
undone-no-way = { $path }: .. が、ないフォルダーを通っている
undone-other-trust = 信頼ファイルに、この機関にない登録簿の分冊がある。この機関のものを示す
undone-register-not-whole = { $path } の登録簿が整っていない
undone-other-document = { $path } は署名された文書ではない
undone-waits = 認証書は発行されており、証人が見た後に渡される: { $quorum } 名のうち { $seen } 名が見た（{ $origin }、{ $size } 件）。証人が `sekisho witness` を、次に機関が `sekisho register cosign` を行い、それからこの命令をもう一度行う
undone-not-cosigned = { $name } が連署しない
undone-no-edition = 制度の版 { $asked } はない。あるのは { $known }
undone-no-passphrase = { $path } を開くにはパスフレーズが必要で、尋ねる端末がない。パスフレーズの入ったファイルを SEKISHO_PASSPHRASE_FILE で示す
undone-other-passphrase = 二つのパスフレーズが違う。何も書かなかった
undone-unforeseen = このプログラムの誤り（知らせてほしい）: { $detail }

# 別の場所で署名される行為。
carried-form = 用意された行為のファイルではない: { $detail }
carried-too-long = ファイルが { $bytes } バイトある。上限は { $limit } である
carried-lacks = 行為に{ $what ->
    [body] どの機関のためのものか
   *[expects] 行為者が見た行為の数
}が書かれていない。そのようなものは署名も記録もしない
carried-other-key = 行為に署名する鍵は { $wanted } で、手元の鍵は { $given } である
carried-other-certificate = ファイルにある認証書は、この行為が発行するもの（ダイジェスト { $issued }）ではない
carried-unsigned = 行為に署名がない。`sekisho body sign` で署名する
carried-too-old = 行為の時刻は { $at } で、{ $now } より { $days } 日を超えて前である。もう一度用意する
carried-too-early = 行為の時刻は { $at } で、今は { $now } である。その時になってから記録する
carried-not-carried = { $kind } の行為は、別の場所で署名できない。機関のところで行う

# 機関の写し。
backup-exists = { $path } が既にある。上書きすることはない
backup-in-public = { $path } は公開の登録簿 { $register } の中にある。機関の写しを置いてはならない
backup-file = ファイル { $path }
backup-no-file = { $path } は普通のファイルではなく、写せない
backup-form = 機関の完全な写しではない: { $detail }
backup-changed = { $path } が変わっている。ダイジェストは { $found } で、{ $wanted } のはずである
backup-passphrase = 写しには、パスフレーズの付いた鍵が { $keys } 個ある。--with-keys を付けると、パスフレーズを尋ねる
