# コマンドラインの説明と拒否の文面
cli-about = 医療ITの関所：製品を試験し、だれでも検証できる登録簿に署名付きの認証書を登録する
cli-help-template =
    {"{"}about-with-newline{"}"}
    使い方: {"{"}usage{"}"}

    {"{"}all-args{"}"}
cli-heading-commands = コマンド
cli-heading-options = オプション
cli-heading-arguments = 引数
cli-value-command = コマンド
cli-certify = 製品を申請から認証書まで進める（認証機関を設定しないときは実演の登場者が行う）
cli-check = 何が指摘され、どのクラスに届くかを、認証機関も登録簿も使わずに調べる
cli-verify = 認証書を検証する：署名、登録簿への記載、今日の状態
cli-match = 部品表を脆弱性情報と照合する
cli-register = 登録簿とそのページを作る
cli-register-init = 空の登録簿を、鍵と信頼ファイルとともに作る
cli-register-page = 登録簿の一覧を、人向け（index.html）とプログラム向け（index.json）に作る
cli-register-audit = 登録簿全体を読み、最初に正しくない記載を示す
cli-scheme = 認証制度の版を示す
cli-scheme-list = 版の一覧
cli-scheme-show = 一つの版を示す：カテゴリー、クラス、試験、規則
cli-arg-help = この説明を表示する
cli-arg-version = 版を表示する
cli-arg-lang = 言語、ja または en（指定がなければ環境に従い、迷うときは日本語）
cli-arg-json = 標準出力に JSON の値を一つだけ出す
cli-arg-verbose = 標準エラー出力に詳しく述べる（-vv でさらに詳しく）
cli-arg-product = product.toml のあるフォルダー
cli-arg-into = 結果を置くフォルダー（既定は demo）
cli-arg-advisories = 脆弱性情報：フォルダーまたはアーカイブ（tar、tar.gz、tar.zst、zip）、OSV JSON、RustSec、KEV
cli-arg-body = 実在の認証機関の設定（body.toml）。なければ実演
cli-arg-certificate = 認証書：certificate.json
cli-arg-trust = 認証機関の鍵を記した信頼ファイル（既定は利用者の sekisho 設定フォルダーの trust.json）
cli-arg-trust-new = 信頼ファイルを書く場所。すでにあってはならない
cli-arg-register = 登録簿のフォルダー：認証書は今日有効か
cli-arg-as-issued = 発行時の内容だけを検証する（今日の状態は問わない）
cli-arg-at = この時点の状態を問う：2027-04-01（UTC のその日の終わり。今日なら今）または RFC 3339
cli-arg-artefact = これらのファイルが認証されたものかも確かめる
cli-arg-full = 登録簿のすべての記載をたどる
cli-arg-parts = 部品表：Cargo.lock、package-lock.json、CycloneDX JSON、SPDX JSON、dpkg status
cli-arg-vex = 製造者の VEX 文書（OpenVEX）
cli-arg-max-age = 判定に使える脆弱性情報の古さの上限（日）
cli-arg-os-release = dpkg status を採ったシステムの os-release ファイル
cli-arg-register-folder = 登録簿のフォルダー
cli-arg-body-folder = 認証機関の鍵と記録を置く新しい非公開フォルダー
cli-arg-origin = 登録簿の名前（例：register.example/2026）
cli-arg-name-ja = 認証機関の名称（日本語）
cli-arg-name-en = 認証機関の名称（英語）
cli-arg-address = 登録簿を公開するアドレス（https://…）
cli-arg-edition = 版の名前（例：mitsf-2016）
cli-unknown-language = { $value } という言語はありません。使えるのは ja と en です
cli-unknown-argument = 知らない引数です: { $word }
cli-unknown-command = 知らないコマンドです: { $word }
cli-missing-argument = 必要な引数がありません: { $word }
cli-missing-command = コマンドが必要です
cli-wrong-value = { $word }: { $value } は使えません。使えるもの: { $allowed }
cli-conflict = { $word } と { $other } は同時に使えません
cli-wrong-use = この使い方はできません: { $word }
cli-standard-input-twice = - は一度しか使えません（標準入力は一つのファイルです）
cli-allowed-moment = 2027-04-01 のような日か、2027-04-01T00:00:00Z のような時刻（1970 年から 9998 年まで）
cli-no-trust-no-home = 信頼ファイルがない。--trust FILE で指定する（HOME も XDG_CONFIG_HOME も設定されていないので、探すフォルダーがない）。登録簿が自ら示す鍵は信じない
cli-suggestion = { $meant } のことですか。
cli-see-help = 詳しくは `sekisho --help` を見てください。

# 登録簿のコマンドの拒否と結果
register-init-origin = --origin { $found } は使えない。使えるのは register.example/2026 のような「機関/名前」（名前は a-z、0-9、-、.）
register-init-name = { $found } が空か、制御文字を含む。認証機関の名称は両方の言語で必要
register-init-address = --address { $found } は使えない。使えるのは https://register.example/ のような https のアドレス
register-page-left = 登録簿が正しくないので、ページを作らなかった。前のものはそのまま残してある: { $path }
