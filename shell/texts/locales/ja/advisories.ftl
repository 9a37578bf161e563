# データフォルダーに置く脆弱性情報についての文面。取り込まなかった理由は「untaken-コード」。

progress-updating = 脆弱性情報を取得中
advisories-taken = ✓ { $name }：取り込んだ。{ $records } 件、最新の記録は { $newest }（{ $age } 日前）
advisories-unchanged = ✓ { $name }：変わりなし。{ $records } 件、最新の記録は { $newest }（{ $age } 日前）
advisories-kept-old = ✗ { $name }：取り込まず、前のもの（{ $records } 件、最新の記録は { $newest }、{ $age } 日前）を残した：{ $why }
advisories-not-taken = ✗ { $name }：取り込まなかった。前のものもない：{ $why }
advisories-not-all = { $count } 件の情報源を取得できなかった。前にあったものはそのまま残っている
advisories-status = { $name }：{ $records } 件、読めない記録 { $rejected } 件、最新の記録は { $newest }（{ $age } 日前）、取得 { $fetched }
advisories-status-source = 取得元 { $source }、sha256 { $sha256 }
advisories-dated = 記録に日付がない。{ $by ->
    [server] サーバー
   *[archive] 書庫
}が示す日付 { $dated } で古さを数える
advisories-never = { $name }：求められたが、まだ一度も届いていない
advisories-failed = 前回（{ $attempted }）の更新では取り込めなかった：{ $why }
advisories-damaged = データフォルダーにある { $name } のファイルがないか、壊れている。もう一度取得する
advisories-packed = ✓ まとめた：{ $path }、情報源 { $count } 件、sha256 { $sha256 }
advisories-removed = ✓ { $name }：保存をやめた
advisories-none = 脆弱性情報がない。--advisories PATH で示すか、`sekisho advisories update` で { $data } に取り込む
advisories-none-short = 脆弱性情報がない。--advisories PATH で示すか、`sekisho advisories update` でデータフォルダーに取り込む
advisories-no-home = データフォルダーが分からない。--data DIR で示す（SEKISHO_DATA、XDG_DATA_HOME、HOME のどれも設定されていない）
advisories-locked = { $path }：プロセス { $holder } が脆弱性情報を更新している。{ $seconds } 秒待った
advisories-list-form = このプログラムの知る情報源の一覧ではない
advisories-no-address = { $url } は情報源のアドレスとして使えない。使えるのは、利用者名や # を含まない http または https のアドレス
advisories-unknown = { $name } という情報源はない。--from { $name }=SOURCE で示すか、advisories.toml に書くか、次の名前から選ぶ：{ $known }
advisories-no-name = { $source } からは情報源の名前が決まらない。--from NAME=SOURCE で名前を付ける（英字、数字、.、_、-）
advisories-wrong-name = { $name } は情報源の名前に使えない。使えるのは、英字か数字で始まる 64 字までの英字、数字、.、_、-
advisories-name-twice = { $name } という名前の情報源が二つになる。--from NAME=SOURCE で別の名前を付ける
advisories-two-places = 情報源 { $name } に url と path の両方がある。どちらか一つにする
advisories-nothing-asked = 更新するものがない。{ $data } には情報源も advisories.toml もない。--from SOURCE か、情報源の名前を示す
advisories-not-kept = { $name } という情報源は { $data } にない

untaken-unreached = { $detail }
untaken-unreadable = { $path } が読めない：{ $detail }
untaken-unwritten = データフォルダーに書けない：{ $detail }
untaken-too-long = { $limit } バイトを超えている。それでよければ advisories.toml の max_bytes で上限を変える
untaken-no-digest = { $url } の先頭に SHA-256 のダイジェストがない
untaken-other-digest = sha256 が { $found } で、示されていた { $wanted } と違う
untaken-unusable = 判定に使えない（{ $fault ->
    [missing] 読めない
    [archive] アーカイブが壊れているか、上限を超える
    [empty] 読める記録がない
    [torn] 壊れていて、どのパッケージのものか分からない記録がある
    [too-many-rejected] 読めない記録が多すぎる
   *[other] { $fault }
}）。詳細: { $detail }
untaken-no-record = 知られた形の記録が一件もない
untaken-fewer = { $found } 件しかなく、前のもの（{ $before } 件）の半分に満たない。それでよければ --accept-smaller を付ける
untaken-older = 最新の記録が { $newest } で、前のもの（{ $before }）より古い。それでよければ --accept-older を付ける
untaken-not-in-pack = まとめたファイル { $path } の中にない
