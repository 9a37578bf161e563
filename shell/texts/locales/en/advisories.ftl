# Messages about the advisories that the data folder keeps. Why a feed was not taken in: "untaken-code".

progress-updating = bringing advisories
advisories-taken = ✓ { $name }: taken in, { $records } records, the newest of { $newest } ({ $age } days old)
advisories-unchanged = ✓ { $name }: unchanged, { $records } records, the newest of { $newest } ({ $age } days old)
advisories-kept-old = ✗ { $name }: not taken in, the old one stays ({ $records } records, the newest of { $newest }, { $age } days old): { $why }
advisories-not-taken = ✗ { $name }: not taken in, and there is no old one: { $why }
advisories-not-all = { $count } feeds could not be brought; what was there before stays
advisories-status = { $name }: { $records } records, { $rejected } rejected, the newest of { $newest } ({ $age } days old), fetched { $fetched }
advisories-status-source = from { $source }, sha256 { $sha256 }
advisories-dated = its records have no dates; { $by ->
    [server] its server
   *[archive] its archive
} says { $dated }, by which its age is counted
advisories-never = { $name }: was asked for and has never come
advisories-failed = the last update, at { $attempted }, brought nothing: { $why }
advisories-damaged = the file of { $name } in the data folder is gone or damaged; update it anew
advisories-packed = ✓ packed: { $path }, { $count } feeds, sha256 { $sha256 }
advisories-removed = ✓ { $name }: is no longer kept
advisories-none = there are no advisories: give --advisories PATH, or bring some into { $data } with `sekisho advisories update`
advisories-none-short = There are no advisories: give --advisories PATH, or bring some into the data folder with `sekisho advisories update`
advisories-no-home = no data folder: give --data DIR; none of SEKISHO_DATA, XDG_DATA_HOME and HOME is set
advisories-locked = { $path }: process { $holder } is updating the advisories; waited { $seconds } seconds
advisories-list-form = not a list of feeds that this program knows
advisories-no-address = { $url } cannot be used as the address of a feed; what can: an http or https address without a user name or #
advisories-unknown = no feed is called { $name }; give --from { $name }=SOURCE, put it into advisories.toml, or name one of: { $known }
advisories-no-name = { $source } gives its feed no name; give --from NAME=SOURCE, the name of letters, digits, ., _ and -
advisories-wrong-name = { $name } cannot be the name of a feed; what can: up to 64 letters, digits, ., _ and -, a letter or digit first
advisories-name-twice = two feeds would be called { $name }; give each its own name with --from NAME=SOURCE
advisories-two-places = the feed { $name } has a url and a path; one of them is needed
advisories-nothing-asked = nothing to update: { $data } keeps no feed and holds no advisories.toml; give --from SOURCE, or the name of a feed
advisories-not-kept = no feed called { $name } is kept in { $data }

untaken-unreached = { $detail }
untaken-unreadable = { $path }: { $detail }
untaken-unwritten = the data folder cannot be written: { $detail }
untaken-too-long = it is longer than { $limit } bytes; where that is right, set max_bytes in advisories.toml
untaken-no-digest = { $url } does not begin with a SHA-256 digest
untaken-other-digest = its sha256 is { $found }, announced was { $wanted }
untaken-unusable = it cannot decide ({ $fault ->
    [missing] cannot be had
    [archive] the archive is damaged or beyond a limit
    [empty] no record that could be read
    [torn] a record is damaged, and nobody knows of which package it speaks
    [too-many-rejected] too many records that could not be read
   *[other] { $fault }
}). Details: { $detail }
untaken-no-record = it holds no record of a known form
untaken-fewer = it holds { $found } records, the old one { $before }; where that is right, give --accept-smaller
untaken-older = its newest record is of { $newest }, that of the old one of { $before }; where that is right, give --accept-older
untaken-not-in-pack = the pack { $path } does not hold it
