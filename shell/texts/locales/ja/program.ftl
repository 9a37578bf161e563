# 動作中と終了時にプログラムが述べる文面
cli-could-not = 実行できませんでした: { $why }
progress-advisories = 脆弱性情報を読んでいます
progress-testing = 試験しています
progress-matching = 照合しています

match-verdict-pass = ✓ 合格：すべての部品を調べ、残る指摘はない
match-verdict-fail = ✗ 不合格
match-verdict-inconclusive = ? 判定できない：調べられないものがある。合格ではない
match-bring = データフォルダー（--advisories を示さないときに使われる）に取り込むには: sekisho advisories update { $feed }
match-coverage = 部品: 全 { $total }、自製 { $own }、照合可能 { $matchable }、該当情報あり { $matched }、照合不能 { $unmatchable }
match-root = { $root } で調べたのは OS のパッケージデータベースだけ。プログラミング言語のパッケージは調べていないので、その部品表を別に渡すこと
match-feed = 脆弱性情報: { $name }、{ $records } 件、読めず { $rejected } 件、最新 { $newest }（{ $age } 日前）
match-feed-by = 配布元ごとの最新: { $all }
match-feed-by-one = { $ecosystem } { $newest }（{ $age } 日前）
match-feed-by-more = { $all } ほか { $count } 件
match-feed-dated = 記録に日付がないので、全体の日付 { $dated } で数える
match-rejected = 読めず: { $path }: { $reason }
match-rejected-more = ほか { $count } 件（--json は最初の 100 件を挙げる）
match-answered = ~ { $part }  { $advisory }  { $author } の VEX による回答あり
match-answered-unsigned = ~ { $part }  { $advisory }  { $author } の VEX による回答あり。署名は確かめておらず（--vex-key）、受け入れられた回答ではない
match-dismissed = ~ { $part }  { $advisory }  候補。{ $by } が該当しないと判断: { $reason }
match-candidate = 候補。該当するかどうかを人が判断する
match-notices = お知らせ { $count } 件（脆弱性ではない：保守終了、不健全など）:
match-unmatchable = ? 照合不能 { $count } 件: { $why }
finding-update = { $part } を { $fixed } 以降に更新するか、影響を受けないことを署名付き VEX で示す
finding-replace = { $part } の修正版は知られていない。置き換えるか、影響を受けないことを署名付き VEX で示す
candidate-undecided = 該当するかどうかの判断がない候補: { $why }
candidate-dismissed = 候補。{ $by } が該当しないと判断: { $reason }（{ $why }）
candidate-decide = 該当するかどうかを、理由とともにビルドの decisions で示す
finding-correct = { $place } を正して提出し直す

certify-demonstration = 実演：すべての役をこのプログラムが演じる。認証書は何も認証しない
certify-version = ── バージョン { $version }
certify-certified = ✓ 認証：認証書 { $number }、カテゴリー { $category } クラス { $class }、{ $until } まで
certify-withheld = ✗ 認証書は出ない。理由:
certify-next = 次にすること:
certify-report = 報告書: { $path }
certify-certificate = 認証書: { $path }
certify-verify = だれでも次のコマンドで検証できる:
next-certified = 認証書 { $number } は登録簿にある。
next-withheld = product.toml に新しいビルドを加え、同じコマンドをもう一度実行する。案件は止まったところから続く。
next-inconclusive = 照合できなかった部品の脆弱性情報を与える（--advisories）か、部品ごとに署名付きの説明を出す。
waived-feed-age = 実演に限り、脆弱性情報の古さに関する版の上限を適用していない。古さは表示してある。
ended-fixed = 修正済み。再試験 { $result } で同じ場所を調べ、検出しなかった
ended-answered = 署名付き VEX による回答を評価者と確認者が受け入れた。再照合 { $result }
ended-corrected = 是正済み。{ $result } で再び調べた

act-register-actor = 担当者の登録
act-revoke-actor = 鍵の失効
act-renew-key = 鍵の交代
act-admit-member = 会員の入会
act-end-membership = 会員資格の終了
act-accredit = 事業者の認定
act-end-accreditation = 認定の終了
act-declare-tie = 関係の申告
act-apply = 申請
act-submit = ビルドの提出
act-accept = 申請の受理
act-record-evidence = 試験結果
act-raise-finding = 指摘
act-answer = 製造者の回答
act-retest = 再試験
act-review = 確認
act-decide = 決定
act-issue = 認証書の発行
act-withdraw-application = 申請の取下げ
act-delta = 差分評価
act-version-up = バージョンアップ
act-suspend = 認証の一時停止
act-resume = 一時停止の解除
act-withdraw-certificate = 認証の取消し
act-expire = 認証の満了
act-replace-component = 構成製品の交換
act-reexamine = 交換に伴うシステムの再試験
act-accept-replacement = 交換の受入れ
act-appeal = 異議申立て
act-complaint = 苦情
act-handle = 異議・苦情への回答
did-actor = { $name }
did-member = { $name }
did-accredited = { $firm }、カテゴリー { $category }
did-applied = { $product }、カテゴリー { $category } クラス { $class }
did-submitted = バージョン { $version }、{ $items } 点
did-evidence = { $test }: { $verdict }
did-raised = { $finding }: { $place } に { $rule } → { $todo }
did-answered = { $finding }: { $way }
did-retested = { $finding }: { $result } で再び調べ、もう認められない
did-issued = { $number }、{ $until } まで
did-version-up = { $number } は無効になる。後継はバージョン { $version }
did-delta = 結果の再利用 { $reused } 件、再試験 { $again } 件
did-granted = クラス { $class } を認める
did-refused = 認めない
did-review-begin = 開始
did-review-whole = 証拠に不足なし
did-review-return = 評価に差戻し
did-nothing-more = 完了
role-applicant = 申請者
role-evaluator = 評価者
role-reviewer = 確認者
role-decider = 決定者
role-registrar = 登録者
role-auditor = 監査者
role-appeals = 異議・苦情担当
way-fixed = 別のビルド
way-answered = 署名付き VEX
way-corrected = 文書または設定の是正

statement-meaning = この認証書は、この版と構成で何を試験し、どんな結果だったかを述べる。製品の推奨でも、絶対的なセキュリティの表明でもない。
statement-reused-because = 対象と入力がすべて同じで、結果が十分に新しい（差分評価）。

register-made = 登録簿 { $register } を作った。非公開フォルダー { $body }（公開しないこと）。信頼ファイル { $trust }（検証する人に渡す）
register-page-made = ページを作った: { $path }
register-clean = ✓ 正常：すべての記載が前の記載に続く。認証書 { $count } 件
register-copies-unlisted = サーバーのフォルダーの一覧は得られないので、登録簿にある認証書の写しだけを調べた。登録簿にない認証書の写しがあっても分からない
register-page-no-address = { $register }: ページは登録簿のフォルダーに作る。アドレスには作れない
register-published = ✓ 公開した：{ $origin }、記載 { $size } 件
register-shard-opened = ✓ 分冊 { $origin } を開いた
register-key-changed = ✓ 記載には鍵 { $keyid } で署名する
register-trust-hand-out = 新しい信頼ファイルを配付してください：{ $trust }。古い信頼ファイルで検証すると、登録簿は拒否されるか、判断できません。
register-cosigned = { $origin }、記載 { $size } 件：署名 { $taken } 行を受け取った。見た証人 { $seen }、必要な数 { $quorum }
register-cosigned-published = ✓ 公開した：{ $origin }、記載 { $size } 件
register-waiting = … 証人を待っている：{ $origin }、記載 { $size } 件、見た証人 { $seen }、必要な数 { $quorum }
register-waiting-how = 証人がそれぞれ行う：sekisho witness { $register } --key KEY --trust TRUST。その後：sekisho register cosign { $register } --body { $body } FILE…
register-witnesses-named = ✓ 証人 { $count }。そのうち { $quorum } がチェックポイントを見ていること
register-none-taken = この機関の証人が最新のチェックポイントに現在の時刻でした署名が、一つもない
register-unknown = 登録簿を判断できない

witness-key-made =
    ✓ 鍵を作った：{ $path }（公開しないこと）
      認証機関に渡す：{ $vkey }
witness-cosigned = ✓ 署名した：{ $origin }、記載 { $size } 件
witness-first = この証人がこの登録簿を見るのは初めて。これより前のことは何も保証しない。
witness-hand-over = 認証機関に渡す：{ $path }
witness-refused = ✗ 署名しない：{ $origin }
witness-no-name = 証人の名前が分からない。--name で指定するか、公開鍵を { $path } に置く
witness-other-key = { $path } は別の鍵の公開鍵
witness-agree = ✓ チェックポイント { $count } 件が一致：皆に同じ登録簿が示された
witness-untold = ? { $origin }：チェックポイントの大きさが異なる。--register で登録簿を示せば比べられる
witness-untold-short = 皆に同じ登録簿が示されたか分からない

check-product = { $product } { $version }：カテゴリー { $category } のクラス { $class } として、{ $edition } の規則で調べた
check-asked-earned = ✓ 求めるクラス { $class } に届く
check-asked-not-earned = ✗ 求めるクラス { $class } にはまだ届かない:
check-earned = ✓ クラス { $class } に届く
check-not-earned = ✗ クラス { $class } にはまだ届かない:
check-as-above = クラス { $class } に足りないものすべて

verify-valid = ✓ 有効
verify-issued = ✓ 表示のとおり発行された。今日の状態は問われていない
verify-not-valid = ✗ 有効ではない
verify-unknown = ? 判断できない
verify-unknown-short = 問われたことを判断できない
verify-certificate =
    認証書 { $number }: { $product }、バージョン { $version }
      保有者 { $holder }
      カテゴリー { $category } クラス { $class }、制度の版 { $edition }
      決定 { $decided }、期限 { $until }
verify-state = 状態: { $status }（{ $since } から。{ $at } 現在）
verify-superseded = 後継はバージョン { $version }。{ $from } から無効
verify-checked = 確かめたこと:
verify-not-checked = 確かめていないこと:
verify-no-trust = 信頼ファイルがない。--trust FILE で指定するか { $path } に置く。登録簿が自ら示す鍵は信じない
verify-no-register = { $register } は登録簿のフォルダーではない

scheme-rules = 規則とその出どころ:
scheme-category = カテゴリー { $number }
scheme-class = クラス { $class }
mark-slide = スライド
mark-ours = 当プロジェクト
condition-argued = { $part } { $version } は脆弱性情報と照合できず、製造者の説明により受け入れた: { $reason }
condition-dismissed = { $part } の候補 { $advisory } は、製造者の説明（{ $by }）により該当しないとした: { $reason }
condition-feed-age-waived = 実演に限り、脆弱性情報の古さの上限を適用していない（最新の記録: { $dates }）
next-inconclusive-report = 評価者の試験を終え、その報告書を新しいビルドに添えるか、前のものと差し替えて提出する。

# 行為を一つずつ行うときに述べること。
did-certificate = { $number }
did-replaced = { $number }: { $old } に代えて { $new }
acting-registrar-key = 登録者の鍵: { $path }。登録者の行為に --as で示し、非公開のまま保管する
acting-key-made = 鍵を { $key } に作った。公開鍵 { $public } を登録者に渡す
acting-no-public-key = { $path } は公開鍵ではない。body key new が作る .pub ファイル（0〜9 と a〜f の 64 桁）を示す
acting-no-build = { $path } にそのビルドはない（バージョン { $version }、ビルド { $build }）
acting-refused = 規則により行えない:
acting-applied = 案件: { $case }
acting-result = 結果: { $result }
acting-sightings = { $count } 件を検出した。body finding --result { $result } で指摘として上げる
acting-nothing-to-raise = 結果 { $result } に、まだ指摘になっていないものはない
acting-issued-before = 認証書 { $number } は発行済み。ファイルだけを書き直す
acting-issued-waits = 認証書 { $number } は発行した。証人の署名がそろった後に（register cosign）同じコマンドをもう一度行うと、ファイルが書かれる
acting-certificate = 認証書 { $number }: { $path }
acting-entry = 受付の名前: { $entry }
acting-test-engine = { $test }（{ $id }）: ここのエンジンが行う。記録: { $result } { $verdict }
acting-test-report = { $test }（{ $id }）: 評価者の報告書による。記録: { $result } { $verdict }
acting-earned = 証拠はクラス { $class } を満たす
acting-case = { $case }  { $stage }  { $product } { $version }、カテゴリー { $category } クラス { $class }。待っている相手: { $role }
acting-certificate-line = { $number }  { $standing }  { $product } { $version }、クラス { $class }、{ $until } まで
acting-entry-open = { $kind } { $entry }（案件 { $case }、{ $by }）: 回答を待っている
acting-entry-handled = { $kind } { $entry }（案件 { $case }、{ $by }）: 回答済み
acting-nothing-yet = 案件も認証書もまだない
# 監視
surveil-refused = 行われなかった：
surveil-unknown-key = { $path } の鍵を持つ者を認証機関は知らない
surveil-no-case = { $case } は監視案件ではない（s-000001 のような形）
surveil-nothing-to-accept = 監視案件 { $case } には、見つかったすべてに答える回答がないか、すべてを照合できなかった
surveil-looked = 照合し直した：認証書 { $count } 件、異なる部品 { $parts } 個
surveil-without = 自身の部品表がない：認証書 { $count } 件
surveil-not-whole = すべてを照合できたわけではない。何も挙がらなくても、新しいものがないとは言えない：
surveil-candidate = { $certificate }：{ $advisory } は { $part } のことかもしれない。人が調べる必要がある
surveil-new = 新規：認証書 { $certificate }、{ $due } までに回答が必要（監視案件 { $case }）
surveil-open = 継続中：認証書 { $certificate } の監視案件 { $case }、期限 { $due }
surveil-overdue = 期限超過：認証書 { $certificate } の監視案件 { $case }、期限は { $due } だった
surveil-suspended = 停止：認証書 { $certificate }
surveil-resumed = 認証書は再び有効である（監視案件 { $case }）
surveil-closed-fixed = 終了：監視案件 { $case }。認証書 { $by } の版にはこの脆弱性がない
surveil-closed-answered = 終了：監視案件 { $case }。保有者の署名した回答を受け入れた
surveil-closed-not-affected = 終了：監視案件 { $case }。脆弱性情報は、この製品に当てはまるとはもう言っていない
surveil-closed-ended = 終了：監視案件 { $case }。認証書は終わっている
surveil-to-accept = 回答あり：監視案件 { $case } は確認者を待っている。受け入れるには --accept { $case }
surveil-to-suspend = 決定者待ち：監視案件 { $case } は期限を過ぎている。停止するには --suspend { $case }
surveil-nothing-new = すべてを照合した。新しいものはない
surveil-not-on-record = --as KEY がないので、何も記録していない
surveil-answered = 監視案件 { $case } への回答を記録した。認証機関の次の監視で照合する
surveil-why-open = 監視：判定の後に知られた脆弱性：{ $flaws }
surveil-why-answer = 監視への保有者の回答
surveil-why-overdue = 監視案件 { $case } への回答が { $due } までになかった
surveil-why-fixed = 監視案件 { $case } 終了：認証書 { $by } の版で修正
surveil-why-answered = 監視案件 { $case } 終了：保有者の署名したVEXを受け入れた
surveil-why-not-affected = 監視案件 { $case } 終了：照合し直し、該当しなかった
surveil-why-ended = 監視案件 { $case } 終了：認証書は終わっている
act-open-surveillance = 監視案件の開始
act-answer-surveillance = 監視案件への回答
act-suspend-overdue = 期限超過による認証の一時停止
act-close-surveillance = 監視案件の終了
# 鍵のパスフレーズ。
passphrase-asked = { $path } のパスフレーズ
passphrase-new = { $path } の新しいパスフレーズ
passphrase-again = もう一度


# 別の場所で署名される行為。
body-act =
    { $by }、{ $at }：{ $act }
      { $what }
      理由：{ $why }
      案件：{ $case }、機関：{ $body }
body-act-prepared =
    ✓ 用意した：{ $path }
      鍵のある機械で署名する：sekisho body sign
body-act-signed =
    ✓ 署名した：{ $path }
      持ち帰って記録する：sekisho body enter
body-act-done = ✓ 行った（行為 { $number }）
body-act-refused = ✗ 拒否された：{ $reason }

# 機関の写し。
body-backed-up =
    ✓ 写した：{ $path }（ファイル { $files } 個、{ $bytes } バイト、鍵 { $keys } 個、行為 { $acts } まで）
      一覧のダイジェスト（別の場所に控える）：{ $list }
body-backed-up-no-keys = 鍵は入っていない。別の場所に控えを置くか、--with-keys を付ける。
body-restored-done =
    ✓ 戻した：{ $path }（{ $made } のもの、行為 { $acts } まで、鍵 { $keys } 個）
      一覧のダイジェスト：{ $list }
body-restored-next = 登録簿が公開中のものから続いていれば開く。次のコマンドに --published を付ける。
body-restored-checked = ✓ 登録簿は公開中のものから続いている
# 仕事の一覧（sekisho body status）
status-head = { $at } 現在、待っている仕事は { $count } 件（期限を過ぎたもの { $late } 件）
status-nothing = { $at } 現在、待っている仕事はない
status-line-due = { $due }（あと { $days } 日）: { $what }（{ $who }、{ $since } から）
status-line-late = { $due }（{ $days } 日の遅れ）: { $what }（{ $who }、{ $since } から）
status-line-open = 期限なし: { $what }（{ $who }、{ $since } から）
status-line-case = 　　案件 { $case } { $product }
status-named = { $role }：{ $names }
status-between = 、
status-yes = はい
status-no = いいえ
status-head-due = 期限
status-head-days = あと何日
status-head-late = 期限切れ
status-head-what = すること
status-head-who = だれが
status-head-case = 案件
status-head-product = 製品
status-head-since = いつから
status-calendar = 認証の仕事
status-event = { $who }。案件 { $case } { $product }。{ $since } から待っている。
status-actor-unknown = { $actor } という行為者は登録されていない
status-key-unknown = 鍵 { $key } は、登録された行為者のものではない

task-hand-in = 最初のビルドを提出する
task-answer-finding = 所見 { $finding }（{ $test }、{ $rule }、重さ { $severity }）に答える
task-renew-certificate = 認証書 { $certificate } の期限（{ $last-day }）までに、あらためて申請する
task-replace-component = 認証が終わった構成製品 { $component }（{ $old }）の代わりを届け出る（システムの認証書 { $certificate }）
task-accept-application = 申請を受理し、評価者を決める
task-issue-certificate = 決定された認証書を発行する
task-accept-replacement = { $old } の代わりの構成製品を認める（システムの認証書 { $certificate }）
task-record-expiry = 認証書 { $certificate } の期限切れを記録する
task-renew-accreditation = { $firm } の認定（カテゴリー { $category }、{ $tests }）が { $last-day } に終わる。更新するか、終わらせる
task-renew-membership = { $firm } の会員期間が { $last-day } に終わる。更新するか、終わらせる
task-renew-key = { $actor } の鍵が { $last-day } に終わる。次の鍵を登録するか、終わらせる
task-evaluate = 試験の結果を記録する: { $tests }
task-raise-findings = 結果 { $results } に記された { $sightings } 件について、所見を立てる
task-retest = 所見 { $finding }（{ $test }）への答えを再試験する
task-reexamine = 構成製品が代わるシステム（認証書 { $certificate }）を試験し直す: { $tests }
task-begin-review = 証拠がそろった案件の確認を始める
task-finish-review = 確認を終えるか、評価に戻す
task-decide = 決定する
task-settle-suspension = 一時停止中の認証書 { $certificate } を、再開するか取り消す
task-answer-voice = { $kind ->
    [appeal] 異議申立て
   *[other] 苦情
 }（{ $entry }）に答える

# 案件のアーカイブ（sekisho body export、audit）
archive-writing = アーカイブを書いている
archive-reading = アーカイブを読んでいる
archive-written = 案件 { $case } のアーカイブを { $into } に書いた（行為 { $acts }、証拠 { $evidence } ファイル、{ $bytes } バイト）
archive-no-case = 案件 { $case } はない
archive-no-key = 声明に署名する鍵がこの機械にない。アーカイブにはその鍵で署名する
archive-exists = { $path } は既にある。アーカイブは何も上書きしない
archive-of = 案件 { $case } のアーカイブ（{ $body }、{ $made } 作成、行為 { $acts }、証拠 { $evidence } ファイル）
archive-good = ✓ 損なわれていない
archive-not-good = ✗ 正しくないところが { $count } か所ある:
archive-checked-digests = すべてのファイルが一覧のとおりである
archive-checked-signatures = すべての行為に、その行為者の署名がある
archive-checked-rules = すべての行為が、規則に従って前の行為に続く
archive-checked-seal = 一覧に、そこに示された鍵の署名がある
archive-checked-whose = その鍵は、信頼ファイルの認証機関のものである
archive-fault-manifest-form = manifest.json が読めない: { $detail }
archive-fault-seal-form = manifest.seal.json が署名の形をしていない
archive-fault-seal-broken = manifest.json は、署名されたものと違う
archive-fault-seal-stranger = manifest.json に署名した鍵 { $key } は、信頼ファイルではその時の認証機関の鍵ではない
archive-fault-file-changed = { $path }: 一覧と違う
archive-fault-file-missing = { $path }: ない
archive-fault-file-foreign = { $path }: 一覧にない
archive-fault-file-twice = { $path }: 二度ある
archive-fault-file-out-of-order = { $path }: 順番が違う
archive-fault-too-large = { $path }: { $limit } バイトを超える
archive-fault-act-form = { $path }: 行為として読めない: { $detail }
archive-fault-act-signature = { $path }: { $actor } の署名ではない
archive-fault-act-refused = { $path }: それより前の行為に続かない: { $reasons }
archive-fault-act-foreign = { $path }: この案件にも、その関係者にも関わらない
archive-fault-evidence-unnamed = { $path }: どの行為も挙げていない
archive-fault-unreadable = { $path } から先が読めない: { $detail }
archive-fault-case-missing = 案件 { $case } の行為がない
unchecked-whose = だれのアーカイブか（信頼ファイルがない。署名した鍵は { $key }）
unchecked-rest-of-the-log = 認証機関が案件以外の行為を省いていないか。ほかの案件のこと（ここにあるのは { $acts } 件、最後は { $last } 番）
unchecked-not-kept = 行為が挙げるもののうち、アーカイブにない { $count } 件（認証機関が保管しない納品物など）
unchecked-other-edition = 制度の版 { $edition } のファイルが、作成時のものと同じか。規則が変わっている場合がある
unchecked-today = 認証書が今日も有効か（`sekisho verify` で確かめる）
unchecked-demonstration = 実際の認証であるか（これは実演で、何も認証しない）
