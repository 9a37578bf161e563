# 理由の文面：何が、どこで、なぜ認められないか、どうすればよいか。
# 名前は「接頭辞-コード」。引数は理由の項目（_ は - にする）。

# 項目の値を表す言葉。ほかの文面が参照する。
word-test = { $test ->
    [vulnerability] { document-test-vulnerability }
    [continuing] { document-test-continuing }
    [interactive] { document-test-interactive }
    [static] { document-test-static }
    [fuzzing] { document-test-fuzzing }
    [documents] { document-test-documents }
    [rat] { document-test-rat }
    [dos] { document-test-dos }
   *[other] { $test }
}
word-retested = { $retested ->
    [vulnerability] { document-test-vulnerability }
    [continuing] { document-test-continuing }
    [interactive] { document-test-interactive }
    [static] { document-test-static }
    [fuzzing] { document-test-fuzzing }
    [documents] { document-test-documents }
    [rat] { document-test-rat }
    [dos] { document-test-dos }
   *[other] { $retested }
}
word-verdict = { $verdict ->
    [pass] 合格
    [fail] 不合格
    [inconclusive] 結論が出ていない
   *[other] { $verdict }
}
word-kind = { $kind ->
    [artefact] 構成物
    [parts-list] 部品表
    [source] ソース
    [document] 文書
    [declaration] 宣言
    [interface] インターフェース
    [component] 構成製品
    [configuration] 設定
    [engine] 試験プログラム
    [advisories] 脆弱性情報
    [rules] 検査規則
    [limits] 上限値
    [plan] 試験計画
    [vex] VEX 文書
    [statements] 製造者の説明
   *[other] { $kind }
}
word-way = { $way ->
    [fixed] { way-fixed }
    [answered] { way-answered }
    [corrected] { way-corrected }
   *[other] { $way }
}
word-stage = { $stage ->
    [draft] 下書き
    [submitted] 提出済み
    [accepted] 受理済み
    [evaluating] 評価中
    [remediating] 指摘への対応中
    [in-review] 確認中
    [ready] 決定または発行の前
    [certified] 認証済み
    [refused] 不認証
    [withdrawn] 取下げ済み
   *[other] { $stage }
}
word-act = { $act ->
    [submit] { act-submit }
    [accept] { act-accept }
    [record-evidence] { act-record-evidence }
    [raise-finding] { act-raise-finding }
    [answer] { act-answer }
    [retest] { act-retest }
    [review] { act-review }
    [decide] { act-decide }
    [issue] { act-issue }
    [withdraw-application] { act-withdraw-application }
    [delta] { act-delta }
   *[other] { $act }
}
word-needs = { $needs ->
    [applicant] { role-applicant }
    [evaluator] { role-evaluator }
    [reviewer] { role-reviewer }
    [decider] { role-decider }
    [registrar] { role-registrar }
    [appeals] { role-appeals }
   *[other] { $needs }
}
word-standing = { $standing ->
    [valid] { status-valid }
    [suspended] { status-suspended }
    [expired] { status-expired }
    [void] { status-void }
    [withdrawn] { status-withdrawn }
   *[other] { $standing }
}
word-status = { $status ->
    [not-yet-valid] { status-not-yet-valid }
    [valid] { status-valid }
    [suspended] { status-suspended }
    [expired] { status-expired }
    [void] { status-void }
    [withdrawn] { status-withdrawn }
   *[other] { $status }
}
# 登録簿の言明の種類
word-statement = { $kind ->
    [certificate] 認証書
    [state] 状態の変更
    [table] 状態表
    [key] 鍵
    [close] 登録簿の終了
    [svr] 検証結果の要約（SVR）
   *[other] { $kind }
}
# 認証機関が両方の言語で述べた理由のうち、この言語のもの。引数が言語で異なるため、本文ではなく属性に置く。
word-why = 述べられた理由
    .said = { $ja }

# 認証書の状態
status-not-yet-valid = 有効期間の開始前
status-valid = 有効
status-suspended = 一時停止
status-expired = 期間満了
status-void = 失効（バージョンアップ）
status-withdrawn = 取消し

# 手続きが認められない理由
refusal-act-id-form = 手続きの識別子「{ $id }」の形が正しくない。0-9 と a-f の 32 桁で書く
refusal-act-repeated = 手続き { $id } はすでに行われている
refusal-other-body = 別の機関（設立の行為 { $named }）のための行為である。この機関の設立の行為は { $founding } である
refusal-body-missing = どの機関のための行為かが書かれていない
refusal-why-missing = 手続きの理由が書かれていない
refusal-time-runs-backwards = 手続きの日時 { $at } が、直前の手続きの日時 { $last } より前である。時計を確かめる
refusal-old-picture = 見ていた記録が古い。見ていたのは { $expects } 件、現在は { $has } 件。読み直してからやり直す
refusal-case-missing = 案件の指定がない
refusal-case-not-wanted = 案件に属さない手続きに、案件 { $case } が指定されている
refusal-case-unknown = 案件 { $case } はない
refusal-case-exists = 案件 { $case } はすでにある
refusal-wrong-stage = この段階では「{ word-act }」はできない。案件の段階は「{ word-stage }」（{ $stage }）。できる段階: { $allowed }
refusal-not-founded = 認証機関に登録者がまだいない。最初の手続きは、登録者が自分を登録することである
refusal-actor-unknown = 担当者 { $actor } は登録されていない
refusal-actor-exists = 担当者 { $actor } はすでに登録されている
refusal-key-revoked = 担当者 { $actor } の鍵は { $since } に失効した
refusal-key-not-of-that-day = 担当者 { $actor } の鍵の期間は { $from } から { $until } までで、{ $day } を含まない
refusal-key-known = 担当者 { $actor } はすでにこの鍵を持っている
refusal-key-of-another = { $actor } は { $of } の鍵を替えられない。替えられるのは登録者か、古い鍵を持つ { $of } 本人である
refusal-key-too-long = { $actor } の新しい鍵は { $until } までで、古い鍵は { $limit } までである。それより長くできるのは登録者だけである
refusal-key-form = 鍵「{ $key }」の形が正しくない。0-9 と a-f の 64 桁で書く
refusal-role-missing = 担当者 { $actor } にはこの手続きを行う役割がない。必要な役割（いずれか）: { word-needs }
refusal-roles-missing = 担当者 { $actor } の役割が一つもない
refusal-name-missing = 人に示す名称が空である。日本語と英語の両方を書く
refusal-period-empty = 期間 { $from } から { $until } には一日も含まれない
refusal-member-already = 事業者 { $firm } はその期間にすでに会員である
refusal-firm-not-member = 事業者 { $firm } は { $day } の時点で会員ではない
refusal-firm-not-accredited = 事業者 { $firm } は { $day } の時点で、カテゴリー { $category } の「{ word-test }」を行う認定を受けていない
refusal-firm-not-accredited-at-all = 事業者 { $firm } は { $day } の時点で、カテゴリー { $category } のどの試験の認定も受けていない
refusal-firm-is-applicant = 事業者 { $firm } は申請者自身である。申請者と別の事業者が行う
refusal-firm-tied = 事業者 { $firm } は、申請者 { $other } との関係を申告している。関係のない事業者が行う
refusal-tie-to-itself = 事業者 { $firm } は自分自身との関係を申告できない
refusal-tie-known = 事業者 { $firm } と { $other } の関係はすでに申告されている
refusal-tie-of-another-firm = 担当者 { $actor } は事業者 { $firm } の者ではなく、その関係を申告できない
refusal-tests-missing = 試験の指定がない
refusal-test-unknown = 試験「{ $test }」は、この制度の版にない
refusal-category-unknown = カテゴリー { $category } は、この制度の版にない
refusal-class-unknown = カテゴリー { $category } にクラス { $class } はない
refusal-another-edition = 求められた制度の版は { $asked }、この認証機関の版は { $ours } である
refusal-not-the-maker = 担当者 { $actor } の事業者は { $firm } で、製造者 { $maker } ではない
refusal-version-missing = バージョンが空である
refusal-build-empty = ビルドに構成物が一つもない
refusal-build-unchanged = ビルドが前回の提出と同じである。変更したビルドを提出する
refusal-item-twice = { word-kind }「{ $item }」が二度あるか、名前がない
refusal-components-not-wanted = カテゴリー { $category } の製品に、認証を受けた構成製品の欄はない
refusal-component-twice = 構成製品「{ $component }」が二度書かれている
refusal-component-not-listed = 構成製品「{ $component }」は、このダイジェストではビルドにない
refusal-component-item-unstated = ビルドの構成製品「{ $component }」について、認証書の有無が書かれていない
refusal-component-is-system = 構成製品「{ $component }」の認証書 { $certificate } はシステムのものである。ソフトウェアまたは医療機器の認証書が要る
refusal-evaluators-missing = 評価者の指定がない
refusal-not-an-evaluator-here = 担当者 { $actor } は、この案件の評価者に指名されていない
refusal-report-of-another = 報告書の署名者 { $signed } と、手続きをする { $actor } が異なる
refusal-reused-by-hand = 結果 { $result } は再利用と記されている。前のバージョンの結果は差分評価によって引き継ぐ
refusal-result-exists = 結果 { $result } はすでに記録されている
refusal-result-unknown = 結果 { $result } は記録されていない
refusal-result-in-the-future = 結果 { $result } の日時 { $made } が、記録の日時 { $recorded } より後である
refusal-covers-nothing = 結果 { $result } に、対象とした物が一つも書かれていない
refusal-item-not-in-case = 結果 { $result } の対象の{ word-kind }「{ $item }」（SHA-256 { $digest }）は、この案件のどのビルドにもない
refusal-input-twice = 結果 { $result } に、{ word-kind }「{ $input }」が二度書かれている
refusal-sighting-elsewhere = 結果 { $result } は「{ $item }」に検出があるとするが、「{ $item }」は結果の対象に入っていないか、二度書かれている
refusal-pass-sees-blocking = 結果 { $result } は合格とされているが、「{ $scope }」の { $place } に、認証を妨げる { $rule } を検出している
refusal-fail-without-sighting = 結果 { $result } は不合格とされているが、検出が一つも書かれていない
refusal-sighting-unknown = 結果 { $result } の検出は { $has } 件で、番号 { $sighting } はない（番号は 0 から）
refusal-sighting-raised = 結果 { $result } の検出 { $sighting } は、すでに指摘とされている
refusal-sighting-without-finding = 結果 { $result } が「{ $scope }」の { $place } に { $rule } を検出したが、指摘とされていない
refusal-finding-exists = 指摘 { $finding } はすでにある
refusal-finding-unknown = 指摘 { $finding } はない
refusal-finding-has-ended = 指摘 { $finding } は終了しており、再開しない。また見つかったときは新しい指摘とする
refusal-finding-not-answered = 指摘 { $finding } に、製造者の回答がまだない
refusal-finding-awaits-reviewer = 指摘 { $finding } は確認者の判断を待っている
refusal-finding-not-ended = 指摘 { $finding }（{ word-test }）が終了していない: 「{ $scope }」の { $place } に { $rule }
refusal-change-taken-back = 指摘 { $finding } は「{ $item }」の変更によって終了したが、最後のビルドでは変更前のものに戻っている。変更したものを提出する
refusal-not-again = 指摘 { $finding } が指す { $again-of } は、同じ規則と場所の終了した指摘ではない
refusal-again-of-missing = 指摘 { $finding } は、終了した指摘と同じものである。どれが再び現れたのかを示す: { $ended }
refusal-way-not-open = 指摘 { $finding }: 「{ word-test }」の指摘は「{ word-way }」によっては終了しない
refusal-retest-on-record-before-answer = 指摘 { $finding } への回答は、結果 { $result } の記録より後である。回答の後に再試験を行う
refusal-no-evidence = 試験の結果が一つも記録されていない
refusal-has-evaluated = 担当者 { $actor } はこの案件で評価をしている。確認・決定・受理は別の者が行う
refusal-argument-not-accepted = 指摘 { $finding } に対する VEX の説明が、確認者に受け入れられていない
refusal-nothing-to-accept = 指摘 { $finding } には、確認者が判断すべき VEX の説明がない
refusal-already-decided = この案件はすでに決定されている
refusal-class-not-asked = クラス { $class } は、申請されたクラス { $asked } でも、それより下のクラスでもない
refusal-ended-by-interested = 指摘 { $finding } を終了させた再試験は、この申請者の製品を試験できない事業者 { $firm } が行っている
refusal-not-decided = 認証の決定がない
refusal-number-taken = 認証書の番号 { $number } はすでに使われている
refusal-number-of-another-year = 認証書の番号 { $number } が、決定の年 { $year } と合わない
refusal-term-begins = 有効期間の初日 { $from } が、{ $earliest } から { $latest } までの間にない
refusal-term-ends = 有効期間の最終日 { $until } が、制度の版による最終日 { $last-day } と異なる
refusal-previous-stands = 前のバージョン { $version } の認証書 { $previous } が、バージョンアップの届出のないまま残っている
refusal-previous-of-another = 認証書 { $previous } は、別の製品またはカテゴリーのものか、先に示されたものと異なる
refusal-previous-not-good = 認証書 { $previous } の状態は「{ word-standing }」で、その結果は引き継げない
refusal-outcome-against-the-rules = { word-test }: 差分評価の扱いが、規則から導かれるものと異なる
refusal-reused-names = 結果 { $result } は、名前を付けられたが再利用されていないか、再利用されたが名前がない
refusal-certificate-unknown = 認証書 { $certificate } はない
refusal-certificate-over = 認証書 { $certificate } は終了している。状態は { $since } から「{ word-standing }」
refusal-already-superseded = 認証書 { $certificate } には、バージョン { $by } へのバージョンアップがすでに届け出られている
refusal-same-version = 認証書 { $certificate } は、すでにバージョン { $version } のものである
refusal-already-suspended = 認証書 { $certificate } はすでに一時停止されている
refusal-not-suspended = 認証書 { $certificate } は、認証機関によって一時停止されてはいない
refusal-not-expired = 認証書 { $certificate } は期間満了ではない。状態は「{ word-standing }」、最終日は { $last-day }
refusal-expiry-on-record = 認証書 { $certificate } の期間満了は、すでに記録されている
refusal-not-a-component = 認証書 { $certificate } は、認証書 { $old } を構成製品としていない
refusal-replaced-by-itself = 認証書 { $old } を、それ自身と交換することはできない
refusal-replacement-not-valid = 交換後の認証書 { $new } は有効ではない。状態は「{ word-standing }」
refusal-replacement-does-not-cover = 交換後の認証書 { $new } は、設置された物（SHA-256 { $digest }）を対象としていない
refusal-not-the-successor = 認証書 { $new } は、認証書 { $old } とは別の製品またはカテゴリーのものである
refusal-replacement-class-too-low = 交換後の認証書 { $new } はクラス { $class } で、足りない。必要なクラス（いずれか、またはその上）: { $at-least }
refusal-replacement-not-declared = 認証書 { $certificate } について、{ $old } の交換は届け出られていない
refusal-entry-unknown = 異議または苦情 { $entry } はない
refusal-entry-handled = { $entry } にはすでに回答がある
refusal-entry-of-another-case = { $entry } は別の案件のものである
refusal-had-part = 担当者 { $actor } はこの件に関わっている。異議と苦情には、関わりのない者が回答する
refusal-surveillance-exists = 監視案件 { $surveillance } はすでにある
refusal-surveillance-unknown = 監視案件 { $surveillance } はない
refusal-surveillance-closed = 監視案件 { $surveillance } は { $since } に終了している
refusal-flaws-missing = 脆弱性が挙げられていない。監視案件には少なくとも一つ要る
refusal-flaw-not-new = { $place }（{ $scope }）の { $rule } は、認証書 { $certificate } について新しくない。判定時に知られていたか、継続中の監視案件がすでに挙げている
refusal-flaw-not-blocking = { $place }（{ $scope }）の { $rule } は、監視案件とするほど重くない。
refusal-due-not-by-edition = 期限が { $due } とされているが、版の定めでは { $by-edition } である
refusal-not-overdue = 監視案件 { $surveillance } は期限前である。期限は { $due }
refusal-surveillance-overdue = 監視案件 { $surveillance } が期限を過ぎている間、認証書 { $certificate } は元に戻らない
refusal-surveillance-not-answered = 保有者は監視案件 { $surveillance } に署名したVEX文書で答えていない
refusal-answer-repeated = 監視案件 { $surveillance } には、この文書（{ $vex }）ですでに答えている
refusal-not-looked-again = 監視案件 { $surveillance } は、照合をやり直し、その答えを保存してからでなければ終了しない
refusal-certificate-stands = 認証書 { $certificate } は終わっていない：{ word-standing }
refusal-flaw-still-there = 認証書 { $certificate } にも、{ $place }（{ $scope }）の { $rule } がある

# 再試験が指摘を終了させない理由
refusal-retest-of-another-test = 指摘 { $finding } は「{ word-test }」のものだが、再試験は「{ word-retested }」である。同じ試験を行う
refusal-retest-with-another-tool = 指摘 { $finding } は { $first } で検出されたが、再試験は { $retest } で行われた。同じ道具で行う
refusal-retest-with-older-tool = 指摘 { $finding } を検出した道具はバージョン { $first }、再試験は { $retest } である。同じか、より新しいバージョンで行う
refusal-retest-with-older-feed = 指摘 { $finding }: 再試験の脆弱性情報が、検出したときより古いか、日付が分からない（検出したとき: { $first }、再試験: { $retest ->
    [unknown] 不明
   *[other] { $retest }
}）。同じか、より新しい脆弱性情報で行う
refusal-retest-without-feed = 指摘 { $finding }: 再試験が脆弱性情報「{ $feed }」を使っていない
refusal-retest-with-other-input = 指摘 { $finding }: 再試験が、同じバージョンの道具に別の{ word-kind }「{ $name }」を使っている
refusal-retest-scope-smaller = 指摘 { $finding }: 再試験が「{ $scope }」を調べていない。はじめの試験と同じ範囲を調べる
refusal-retest-did-not-look = 指摘 { $finding }: 再試験が「{ $scope }」の { $place } を調べていない
refusal-retest-shows-it-again = 指摘 { $finding }: 再試験でも「{ $scope }」の { $place } に { $rule } が検出された
refusal-retest-sets-it-aside = 指摘 { $finding }: 再試験でも「{ $scope }」の { $place } に { $rule } が候補として検出され、製造者が該当しないとした。それでは指摘は終わらない。修正するか、署名付き VEX で回答する
refusal-retest-inconclusive = 指摘 { $finding }: 再試験で結論が出ていない
refusal-input-unchanged = 指摘 { $finding }: 「{ $item }」が、検出したときから変わっていない
refusal-retest-of-another-build = 指摘 { $finding }: 再試験が、最後のビルドの「{ $item }」を対象としていない
refusal-retest-without-vex = 指摘 { $finding }: 再試験が VEX 文書（SHA-256 { $vex }）を使っていない
refusal-vex-not-new = 指摘 { $finding } は、VEX 文書（SHA-256 { $vex }）を使った試験でも検出されたものである。新しい説明が要る
refusal-way-not-allowed = 指摘 { $finding }: 「{ word-test }」の指摘を「{ word-way }」によって終了させることはできない
refusal-retest-by-applicant = 指摘 { $finding }: 再試験を申請者の事業者 { $firm } が行っている。別の事業者が行う
refusal-retest-before-answer = 指摘 { $finding }: 再試験の日時 { $retested } が、回答の日時 { $answered } より前である

# 証拠がクラスに足りない理由
refusal-unknown-category = カテゴリー { $category } は、制度の版にない
refusal-unknown-class = カテゴリー { $category } にクラス { $class } はない。あるクラス: { $known }
refusal-ambiguous-item = ビルドに{ word-kind }「{ $item }」が二つある
refusal-nothing-to-cover = { word-test }: 対象となる{ word-kind }がビルドにない
refusal-no-result = { word-test }: 結果がない
refusal-other-build = { word-test }: 結果 { $result } は別のビルドのものである。異なる物: { $items }
refusal-not-covered = { word-test }: 結果 { $result } が対象としていない物がある: { $items }
refusal-not-passed = { word-test }: 結果 { $result } は合格ではない（{ word-verdict }）
refusal-pass-with-blocking = { word-test }: 結果 { $result } は合格とされているが、「{ $scope }」の { $name } に、認証を妨げる { $rule } がある
refusal-too-old = { word-test }: 結果 { $result } は { $age-days } 日前のもので、上限は { $limit-days } 日である。試験をやり直す
refusal-from-the-future = { word-test }: 結果 { $result } または使われた脆弱性情報の日時 { $dated } が、決定の日時 { $decided } より後である
refusal-reused = { word-test }: 結果 { $result } は前のバージョンから引き継いだものだが、この試験は毎回行う
refusal-feed-age-unknown = { word-test }: 結果 { $result } に、使った脆弱性情報の日付がない
refusal-feed-too-old = { word-test }: 結果 { $result } に使った脆弱性情報は { $age-days } 日前のもので、上限は { $limit-days } 日である。新しい脆弱性情報で照合する
refusal-open-finding = 指摘 { $finding }（{ word-test }）が未解決である: 「{ $scope }」の { $name } に { $rule }
refusal-no-component = カテゴリー { $category } の有効な認証書を持つ構成製品がない。必要なクラス（いずれか、またはその上）: { $at-least }
refusal-component-uncertified = 構成製品「{ $component }」（カテゴリー { $category }）に認証書がない
refusal-component-not-valid = 構成製品「{ $component }」の認証書 { $certificate } は、決定の時点で有効ではない
refusal-component-category = 構成製品「{ $component }」の認証書 { $certificate } はカテゴリー { $held } のもので、カテゴリー { $category } のものではない
refusal-component-class = 構成製品「{ $component }」の認証書 { $certificate } はクラス { $held } で、足りない。必要なクラス（いずれか、またはその上）: { $at-least }
refusal-component-digest = 構成製品「{ $component }」の認証書 { $certificate } は、設置された物（SHA-256 { $digest }）を対象としていない
refusal-component-unstated = ビルドの構成製品「{ $component }」について、何も書かれていない
refusal-component-not-in-build = 書かれている構成製品「{ $component }」は、このダイジェストではビルドにない

# 差分評価：なぜ再利用し、またはやり直すか
delta-same = 結果 { $result }（{ $made }、{ $age-days } 日前）と、対象もすべての入力も同じである
delta-signed-report = 結果 { $result } は署名付き報告書による（{ $tool } { $version }）
delta-unknown-test = 試験「{ $test }」は、制度の版にない
delta-no-result = 前の結果がない
delta-not-passed = 結果 { $result } は合格ではない（{ word-verdict }）
delta-changed = 「{ $item }」が変わった
delta-gone = 「{ $item }」がなくなった
delta-new = 「{ $item }」が加わった
delta-input-changed = { word-kind }「{ $input }」が変わった
delta-input-gone = { word-kind }「{ $input }」がなくなった
delta-input-new = { word-kind }「{ $input }」が加わった
delta-too-old = 結果 { $result } は { $age-days } 日前のもので、上限は { $limit-days } 日である
delta-from-the-future = 結果 { $result } の日時 { $made } が、この評価より後である
delta-always-again = この試験はバージョンごとに必ず行う
delta-no-engine = この試験を自動で行うプログラムがない

# 認証書が有効でない原因
cause-term-ended = 有効期間の最終日は { $last-day } であった
cause-version-went-up = バージョン { $to } へのバージョンアップにより、{ $effective } から失効
cause-withdrawn-because = 取り消された。理由: { $why }
cause-suspended-because = 一時停止されている。理由: { $why }
cause-component-suspended = 構成製品「{ $name }」の認証書 { $certificate } が一時停止されている
cause-component-ended = 構成製品「{ $name }」の認証書 { $certificate } が終了し、状態は「{ word-standing }」である。{ $replace-by } までに後継の認証書と交換する
cause-component-not-replaced = 構成製品「{ $name }」の認証書 { $certificate } が終了し、{ $limit } までに交換されなかった
cause-component-unknown = 構成製品「{ $name }」の認証書 { $certificate } の状態が分からない

# 署名付き報告書が受け取れない理由
report-summary-unreadable = 報告書の要約が読めない（詳細: { $what }）
report-unknown-test = 報告書の試験「{ $test }」は、制度の版にない。ある試験: { $known }
report-other-product = 報告書の要約は「{ $said }」についてのもので、この製品（{ $names }）のものではない
report-other-version = 報告書の要約はバージョン { $said } についてのものだが、提出物のバージョンは { $version } である
report-covers-nothing = 報告書の要約に、対象とした物が一つも書かれていない
report-covers-twice = 報告書の要約に、対象「{ $item }」が二度書かれている
report-looked-nowhere = 報告書の要約は合格とするが、どこを調べたかが書かれていない
report-ends-before-start = 試験の終了 { $ended } が、開始 { $started } より前である
report-feed-age-unknown = { word-test }: 脆弱性情報を使う試験だが、その日付が報告書の要約にない
report-no-sarif = SARIF ファイルが付いていない。何を調べたかを示す SARIF を付ける
report-sarif-missing = 要約が挙げる SARIF「{ $file }」（SHA-256 { $digest }）が提出されていない
report-sarif-unnamed = 提出された SARIF（SHA-256 { $digest }）を、要約が挙げていない
report-sarif-unreadable = SARIF「{ $file }」が読めない（詳細: { $what }）
report-other-tool = 要約が挙げる道具は { $tool } { $version } だが、SARIF の道具は { $found } である
report-unplaced = { $name } で検出された { $rule } が、対象のどれにも属していない
report-seen-elsewhere = 要約が調べたとしていない場所に検出がある: 「{ $scope }」の { $name } に { $rule }
report-pass-with-blocking = 要約は合格とするが、SARIF には認証を妨げる検出がある: 「{ $scope }」の { $name } に { $rule }
report-fail-without-blocking = 要約は不合格とするが、SARIF に認証を妨げる検出がない

# SARIF について知っておくべきこと
report-no-runs = SARIF に、道具を実行した記録がない
report-not-executed = 実行 { $run }: { $tool } は正常に終わっていない
report-execution-unknown = 実行 { $run }: { $tool } が正常に終わったかどうかが書かれていない
report-tool-error = 実行 { $run }: { $tool } がエラーを報告している: { $text }
report-not-evaluated = 実行 { $run }: { $tool } は何も評価していない
report-results-elsewhere = 実行 { $run }: { $tool } の結果は別のファイルにある。一つの SARIF にまとめて提出する
report-undecided = 「{ $scope }」の { $name }: { $rule } について、{ $kind ->
    [open] 道具が判断していない
    [review] 人の確認が要る
   *[other] 判断が「{ $kind }」のままである
}
report-suppressed = 「{ $scope }」の { $name }: { $rule } は、抑止が認められたため数えない（理由: { $justification }）
report-suppression-not-accepted = 「{ $scope }」の { $name }: { $rule } の抑止は認められておらず、検出として数える
report-baseline-absent = 「{ $scope }」の { $name }: 道具は { $rule } がなくなったとするが、それだけでは指摘は終了しない

# 認証書と登録簿を信じられない、または確かめられない理由
register-bundle-too-long = 認証書のファイルが { $bytes } バイトあり、上限 { $limit } バイトを超える
register-bundle-malformed = 認証書のファイルの形が正しくない（詳細: { $detail }）
register-media-type = ファイルの種類「{ $found }」は、Sigstore バンドル v0.3 ではない
register-log-entries = 登録の記載はちょうど一つでなければならないが、{ $found } 個ある
register-envelope-refused = 署名の入れ物（DSSE）が正しくない（詳細: { $detail }）
register-statement-refused = 署名された内容が正しくない（詳細: { $detail }）
register-keyid-differs = 示された鍵が食い違っている: 検証材料では「{ $hint }」、署名では「{ $keyid }」
register-key-unknown = 鍵「{ $keyid }」は信頼ファイルにない
register-key-purpose = 鍵「{ $keyid }」は「{ word-statement }」に署名してよい鍵ではない
register-key-period = 鍵「{ $keyid }」は { $time } の時点で有効ではない
register-key-revoked = 鍵「{ $keyid }」は { $revoked } に失効した。それより前にあったことを示す証人が足りない
register-signature-wrong = 署名が、鍵「{ $keyid }」によるこの内容への署名ではない。改変されたおそれがある
register-leaf-refused = 登録の記載が正しくない（詳細: { $detail }）
register-leaf-kind-differs = 登録の記載の種類が食い違っている: 表示は「{ $said }」、実際は「{ $is }」
register-leaf-of-another-statement = 登録の記載が、この内容または署名のものではない
register-leaf-of-another-key = 登録の記載が、別の鍵を示している
register-log-index-differs = 登録の番号が食い違っている: { $outer } と { $inner }
register-log-id-differs = 登録簿の識別子が「{ $origin }」のものではない
register-time-unsigned = だれも署名していない登録時刻（1970 年からの秒数 { $seconds }）が入っている
register-shard-unknown = 登録簿「{ $origin }」は信頼ファイルにない
register-shard-period = { $time } の内容は、登録簿「{ $origin }」の期間に入らない
register-checkpoint-refused = 登録簿のチェックポイントが正しくない（詳細: { $detail }）
register-checkpoint-differs = 認証書の示す登録簿の大きさまたはルートハッシュが、チェックポイントと食い違っている
register-witnesses-missing = 登録簿「{ $origin }」のチェックポイントに連署した証人が足りない: 必要 { $quorum }、確認 { $found }
register-inclusion-wrong = 登録簿に記載されているという証明が正しくない（詳細: { $detail }）
register-not-a-certificate = 中身が認証書ではない。種類は「{ word-statement }」
register-demonstration-differs = 信頼ファイルと認証書の一方が実演、他方が実物である（信頼ファイル: { $trust ->
    [real] 実物
   *[other] 実演
}、認証書: { $certificate ->
    [real] 実物
   *[other] 実演
}）
register-artefact-not-covered = ファイル「{ $name }」（SHA-256 { $sha256 }）は、この認証書の対象ではない
register-summary-differs = 隣にある要約（SVR）が、この認証書のものではない
register-document-differs = { $name } はこの認証書の文書ではない（認証されたものの SHA-256 は { $sha256 }）。書き換えられたおそれがある
register-entries-differ = 登録簿「{ $origin }」の記載が、チェックポイントと合わない。改変されたおそれがある。最初に合わない記載の番号（– は特定できない）: { $index }
register-closed-shard-differs = 終了した登録簿「{ $origin }」の終わり方が、信頼ファイルと異なる
register-register-inconsistent = 登録簿「{ $origin }」の初めの { $size } 件が、認証書の示すものと異なる。書き換えられたおそれがある
register-tree-smaller = 登録簿「{ $origin }」の記載は { $found } 件だが、以前に { $known } 件の登録簿が署名されている：古い写しか、記載が取り去られたもの
register-trees-differ = 登録簿「{ $origin }」は、最初の { $size } 件の中で食い違う二つの版に署名している：人によって違う登録簿が示された
register-entry-of-another-bundle = 登録簿「{ $origin }」の記載 { $index } が、認証書の示すものと異なる
register-entry-refused = 登録簿「{ $origin }」の記載 { $index } が正しくない（詳細: { $detail }）
register-file-malformed = 登録簿のファイル { $path } の形が正しくない（詳細: { $detail }）
register-tile-differs = 登録簿のファイル { $path } が記載のハッシュと合わない
register-page-differs = 登録簿のファイル { $path } は、認証機関が署名した状態表のページではない
register-not-in-table = 登録簿の状態表に認証書 { $number } がない
register-table-missing = 登録簿「{ $origin }」の最後の記載（{ $index }）が状態表ではない。状態はすべての記載からしか判断できない（--full）
register-copy-differs = 登録簿のフォルダーにある写し { $path } が登録簿の内容と違う（詳細: { $detail }）
register-copy-unknown = 登録簿のフォルダーにある { $path } は、登録簿にない認証書の写しである
register-index-differs = 一覧 { $path } が、一覧の日付の時点での登録簿の内容と違う
register-not-yet-valid = { $from } まで有効ではない（有効期間の開始前）
register-suspended = { $since } から一時停止されている。理由: { word-why.said }
register-expired = { $since } に有効期間が満了した
register-void = { $since } に失効した。後継はバージョン { $version }。理由: { word-why.said }
register-withdrawn = { $since } に取り消された。理由: { word-why.said }
register-component-not-valid = 構成製品「{ $component }」の認証書 { $certificate } が有効ではない。状態は { $since } から「{ word-status }」
register-state-not-asked = 今日の状態は調べていない。--register で登録簿を示すと調べられる。発行時の内容だけでよいときは --as-issued を付ける
register-asked-about-the-future = { $at } は、登録簿から分かる時点（{ $until } まで）より後である。それまでに一時停止、失効、取消しがありうる
register-trust-refused = 信頼ファイルが正しくない（詳細: { $detail }）
register-unreachable = { $path } を読めない（詳細: { $detail }）
register-missing = { $path } がない
register-statement-missing = 登録簿「{ $origin }」の記載 { $index } の内容（SHA-256 { $sha256 }）がない。これがないと状態を判断できない
register-checkpoint-too-old = 登録簿「{ $origin }」のチェックポイントは { $time } のもので、上限の { $limit-days } 日より古い。新しい登録簿を取得する
register-checkpoint-ahead = 登録簿「{ $origin }」のチェックポイントの日時 { $time } が、現在より後である。時計を確かめる
register-checkpoint-age-unknown = 登録簿「{ $origin }」のチェックポイントの日時が分からない。記載が一つもないか、終了した後の登録簿が信頼ファイルにない
register-shard-ended = 登録簿「{ $origin }」は終了し、「{ $next }」に続いている。信頼ファイルが古いので、新しいものを受け取る
register-register-older = 登録簿「{ $origin }」の記載は { $found } 件だが、認証書の発行時には { $wanted } 件あった。古い写しなので、新しい登録簿を取得する

# 照合の結論の理由
match-findings = 対応されていない指摘が { $count } 件ある
match-candidates = CPE、ビルド番号または名前で見つかった候補 { $count } 件について、該当するかどうかの判断（理由付き）がない。--decisions か product.toml の decisions で示す
match-no-parts = 部品表がないか、部品が一つも書かれていない
match-empty-list = 部品表「{ $list }」に製品自身の部品しか書かれていない。作成した道具が部品を読み取れなかったか、ほかの部品の入手元の記載が取り除かれたおそれがある
match-list-not-whole = 部品表「{ $list }」が欠けている。{ $package } が要る { $needs } が載っていない。システムにあるままのファイルを使う
match-no-feed = { $ecosystem } の脆弱性情報がない。これを必要とする部品: { $parts } 件
match-feed-unusable = 脆弱性情報「{ $feed }」は判定に使えない（{ $fault ->
    [missing] 読めない
    [archive] アーカイブが壊れているか、上限を超える
    [not-advisories] 脆弱性情報ではないファイル
    [empty] ここで読める脆弱性情報の記録がない。docs/formats-and-limits.md を見る
    [torn] 壊れていて、どのパッケージのものか分からない記録がある
    [too-many-rejected] 読めない記録が多すぎる
   *[other] { $fault }
}）。詳細: { $detail }
match-feed-too-old = 脆弱性情報「{ $feed }」のうち { $ecosystem ->
    [CPE] CPE 名で示す製品
    [Product] 名前で示す製品
   *[other] { $ecosystem }
} についての情報は { $age-days } 日前のもので、上限は { $limit-days } 日である。新しいものを与える
match-feed-age-unknown = 脆弱性情報「{ $feed }」のうち { $ecosystem ->
    [CPE] CPE 名で示す製品
    [Product] 名前で示す製品
   *[other] { $ecosystem }
} についての情報に、古さを判断できる日付がない
match-feed-too-small = 脆弱性情報「{ $feed }」には { $ecosystem } の記録が { $records } 件しかなく、必要な { $least } 件に足りない。全体を与える
match-own-part-in-feed = 製品自身の部品とされる「{ $part }」{ $version } は、脆弱性情報（{ $advisories }）のある公開パッケージと同じ名前であり、その複製のおそれがある。登録所から入手するか、product.toml の unmatchable で説明する
match-vex-unsigned = VEX 文書「{ $document }」は回答として扱わない: { $lack ->
    [no-signature] 署名がない。DSSE の封筒に入れて署名すること
    [no-known-key] この内容に対する、--vex-key で渡した鍵の署名がない
    [other-type] 実際とは別の種類の文書として署名されている（payloadType）
   *[other] { $lack }
}
match-unmatchable-parts = 製品自身を除く部品 { $of } 件のうち { $parts } 件を照合できず、説明もない（許される割合は千分の { $allowed-permille }）

# 部品を照合できない理由
unmatchable-no-purl = パッケージ URL なし（ほかの記載からも作れない）
unmatchable-purl = 読めないパッケージ URL
unmatchable-several-purls = 一つの部品に複数のパッケージ URL
unmatchable-no-ecosystem = 脆弱性情報を出す配布元のない種類のパッケージ
unmatchable-no-release = 不明なディストリビューションのリリース
unmatchable-no-source = ソースパッケージ名のない OS のパッケージ（脆弱性情報はソース名で書かれ、パッケージ自身の名前では何も見つからない）
unmatchable-no-version = バージョンの記載なし
unmatchable-version-conflict = 食い違う二つのバージョン
unmatchable-version = 配布元の規則では読めないバージョン
unmatchable-no-version-rule = バージョンの順序の規則が未対応の配布元
unmatchable-no-feed = 配布元の脆弱性情報なし
unmatchable-feed-unusable = 判定に使えない、配布元の脆弱性情報
unmatchable-advisory-rejected = このパッケージについての、読めないか、どのバージョンかを述べていない脆弱性情報
unmatchable-git-source = バージョン管理のリポジトリーからの部品（脆弱性情報の対象外）
unmatchable-other-registry = 配布元の本来の登録所以外（別の登録所、アーカイブ、フォルダー）からの部品
unmatchable-broken-link = 部品表にない物へのリンク
unmatchable-too-long = 長すぎる名前、バージョンまたはパッケージ URL
unmatchable-control-character = 名前またはバージョンの中の制御文字
unmatchable-own-name-in-feed = 製品自身の部品とされているが、脆弱性情報のある公開パッケージと名前も版も同じ
unmatchable-only-named = CPE かベンダー名と製品名でしか分からない部品（人が確かめる）

# 検証で確かめること
check-signature = 署名（作成時に有効だった認証機関の鍵によること）
check-log-proof = 登録簿に記載されていることの証明
check-witnesses = 独立した証人の署名（信頼ファイルが求める数）
check-artefacts = 示されたファイルが認証の対象であること
check-summary = 隣にある要約（SVR）がこの認証書のものであること
check-document = 隣にある文書（certificate.html）が認証されたものであること
check-freshness = 登録簿のチェックポイントの署名と新しさ
check-consistency = 登録簿が、認証書の発行時のものに続いていること
check-history = 登録簿のすべての記載（初めから順に）
check-state-table = 登録簿の状態表
check-state = 問われた時点の認証書の状態

# 製造者の手元のものが、クラスに足りない理由
earn-not-passed = { word-test }：{ word-verdict }。理由は上にある
earn-open-findings = { word-test }：終わっていない指摘 { $count } 件。それぞれ、するべきことと合わせて上にある
earn-report-refused = { word-test }：提出された報告書は使えない:

# 認証に至らなかった理由
story-case-over = 案件はすでに終わっている（{ word-stage }）。続けるには新しく申請する
story-no-engine = { word-test }: 自動で行うプログラムがなく、認定された評価者の署名付き報告書もない。product.toml の reports に報告書を加える
story-nothing-given = { word-test }: 試験に必要なものが product.toml にない。{ $test ->
    [vulnerability] ビルドに部品表（parts_lists）を加える
    [continuing] 継続的な対策の宣言（declaration）を加える
   *[other] ビルドに試験の対象を加える
}
story-build-not-at-hand = 案件で最後に提出されたビルドが product.toml にない。そのビルドの記述とファイルを戻す
story-findings-unanswered = 指摘 { $findings } に回答がない。修正したビルドか署名付き VEX を product.toml に加える
refusal-report-not-kept = 結果 { $result } の根拠となる報告書（SHA-256 { $report }）が添えられていない
refusal-looked-nowhere = 結果 { $result } は合格だが、どこを調べたかを一つも示していない
story-other-build-certified = 認証書 { $number } はバージョン { $version } の別の中身、または別の名前に対するもので、product.toml にあるものは調べていない。新しいバージョンとして提出する
story-other-class-certified = 認証書 { $number } はクラス { $class } で、求められているのはクラス { $asked }。新しいバージョンとして提出する
story-class-changed = 案件 { $case } はクラス { $class } で申請され、product.toml は { $asked } を求めている。案件を終えるか、新しいバージョンで申請し直す
story-version-not-asked = 最後に提出されたビルドは { $version } と名乗っている。認証の対象はバージョン { $asked } なので、それを提出する

# product.toml と、それが挙げるファイルの誤り
product-no-product-file = { $path }: このファイルがない。製品のフォルダーには、製品を述べるこのファイルを置く。最も短い形:
    {"["}product]
    name = {"{"} ja = "…", en = "…" {"}"}
    maker = {"{"} id = "example-co", name = {"{"} ja = "…", en = "…" {"}"} {"}"}
    category = 1
    class = "1"
    {"["}[version]]
    version = "1.0.0"
    {"["}[version.build]]
    artefacts = [{"{"} path = "product-1.0.0.tar.gz" {"}"}]
    parts_lists = [{"{"} path = "{ $parts-list }" {"}"}]
    すべての項目: docs/formats-and-limits.md。既知の脆弱性だけを、このファイルなしで調べるには: sekisho match { $parts-list }
product-unreadable = { $path }: 読めない
product-too-large = { $path }: { $limit } バイトより大きい
product-not-text = { $path }: { $offset } バイト目が UTF-8 ではない
product-form = { $path }: 製品ファイルの形式ではない
product-content = { $path }: { $place }
product-root-as-list = { $path }: ルートファイルシステムやイメージは、製品の部品表にはできない。中のパッケージデータベース（var/lib/dpkg/status、lib/apk/db/installed、rpmdb.sqlite）と os-release を product.toml の隣に写し、parts_lists と os_release に書く
product-empty = 対象「{ $name }」: 中身が 0 バイトである。何もないものの認証書は何も認証しない
product-other-digest = { $path }: SHA-256 は { $found } で、product.toml にある { $said } と違う
product-not-one-line = 「{ $text }」: 1〜{ $most } 字の一行とし、制御文字や見えない文字を含めない
product-no-version = 一つもない。[[version]] が少なくとも一つ要る
product-version-twice = 二度ある。一つのバージョンには [[version]] を一つだけ置き、その中にビルドを並べる
product-no-build = [[version.build]] がない。少なくとも一つ要る
product-names-nothing = 対象、部品表、ソース、文書、インターフェース、構成品のどれも挙げていない
product-no-artefact = artefacts がない。認証書はファイルに対し、それぞれのダイジェストで出す
product-list-without-path = 部品表「{ $name }」に path がない。部品表は中身を読むので、ダイジェストだけでは足りない
product-name-taken = 「{ $name }」という名前は認証書自身が使う
product-name-twice = 「{ $name }」という名前が二度ある。一方に別の name を付ける
product-leads-out = { $path } は製品フォルダーの外を指す。パスは製品フォルダーから書く
product-engine-test = { $test } の報告書がある。この試験はここの試験プログラムが行う
product-report-twice = { $test } の報告書が二つある。一つのビルドには一つだけとする
product-neither-path-nor-digest = ファイル「{ $name }」に path も sha256 もない。どちらかが要る

# 認証を始められない理由
unable-foreign-register = { $path } は別の機関の登録簿である。別の --into を選ぶか、--body で機関を示す
unable-no-advisories = { $path } に脆弱性情報の記載がなく、--advisories もなく、データフォルダーにもない（`sekisho advisories update` で取り込む）。product.toml にあるのは申請者自身のものなので使わない
unable-other-edition = { $path } の機関は制度の版 { $found } によっている。製品が求めるのは { $asked } である
unable-no-category = 制度の版 { $edition } にカテゴリー { $asked } はない。あるのは { $known }
unable-no-class = カテゴリー { $category } にクラス { $asked } はない。あるのは { $known }
unable-no-test = { $asked } の報告書があるが、そのような試験はない。あるのは { $known }

# 行為を行えない、規則の前の理由
story-key-of-nobody = { $path } は、この認証機関に登録されていない鍵（公開鍵 { $key }）。登録者が body key register で登録する
# 監視で認証書について何も言えない理由
unseen-list-not-kept = 部品表 { $list } はダイジェストだけが提出されているので、照合をやり直せない
unseen-list-not-read = 部品表 { $list } を読めない：{ $detail }
unseen-vex-not-read = VEX文書 { $digest } を読めない：{ $detail }

# 継続的な脆弱性対策の宣言の不備
continuing-contact-form = 脆弱性の受付窓口「{ $found }」がメールアドレスでもhttpsのアドレスでもない
continuing-policy-missing = 協調的な公開の方針がない。httpsのアドレスか文書名を示す
continuing-policy-not-https = 協調的な公開の方針「{ $found }」がhttpsのアドレスではない
continuing-support-ends-early = サポートが { $support-until } に終わり、認証の終わり { $certificate-end } より後まで続かない
continuing-update-channel-missing = 更新がどのように製品に届くかが示されていない
continuing-update-channel-not-https = 更新の配布元「{ $found }」がhttpsのアドレスではない
continuing-user-support-form = ユーザー支援「{ $found }」がメールアドレス、httpsのアドレス、電話番号のいずれでもない
continuing-fix-too-long = 深刻度 { $severity } の脆弱性を { $days } 日で修正するとあるが、上限は { $limit } 日である
continuing-fix-waits-longer = 深刻度 { $severity } の脆弱性を { $days } 日で修正するとあるが、より深刻なものが { $worse } 日となっている
continuing-security-txt-expired = security.txt は { $expires } に期限切れとなっている。新しいものを公開する
continuing-security-txt-other-contact = security.txt の連絡先は { $found } で、宣言された { $declared } がない
continuing-txt-too-large = security.txt が { $bytes } バイトある。上限は { $limit } バイト
continuing-txt-too-many-lines = security.txt が { $limit } 行を超えている
continuing-txt-not-text = security.txt の { $line } 行目がUTF-8の普通の文字でない
continuing-txt-line = security.txt の { $line } 行目が注釈でも「名前: 値」でもない
continuing-txt-signature-frame = security.txt のOpenPGP署名の枠が揃っていない
continuing-txt-no-contact = security.txt にContact（連絡先）がない
continuing-txt-no-expires = security.txt にExpires（期限）がない
continuing-txt-twice = security.txt の { $line } 行目：{ $field } が二度目である
continuing-txt-value = security.txt の { $line } 行目：「{ $found }」はRFC 9116の求める { $field } ではない
report-attachment-missing = 要約が挙げる添付「{ $file }」（SHA-256 { $digest }）が提出されていない
report-attachment-unnamed = 提出されたファイル「{ $file }」（SHA-256 { $digest }）を、要約が挙げていない
report-attachment-too-long = 「{ $file }」は { $said } バイトで、上限の { $limit } バイトを超える
report-too-many-attachments = 報告書の添付が { $said } 件で、上限の { $limit } 件を超える
