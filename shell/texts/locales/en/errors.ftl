# Why something could not be done. Names are "kind-code"; the causes of a failure are told one after the other.

# What the operating system says.
system-not-found = no such file or folder
system-permission-denied = permission denied
system-exists = it exists already
system-is-folder = it is a folder
system-no-folder = part of the path is no folder
system-not-empty = the folder is not empty
system-read-only = it can only be read, not written
system-storage-full = no space is left on the disk
system-too-large = the file would be too large
system-name = no file can have this name
system-gone = the reader has gone

# What other people's programs say.
foreign-said = { $said }
foreign-missing = "{ $name }" is missing
foreign-unknown = there is no member "{ $name }" (expected { $known })
foreign-twice = "{ $name }" stands twice
foreign-variant = "{ $name }" cannot stand here (expected { $known })
foreign-type = the value has the wrong type ("{ $name }")
foreign-unclosed = a bracket or quotation mark is not closed ("{ $name }"); was it cut off?
foreign-cut = it ends too early; was it cut off?
foreign-trailing = something follows after the end
foreign-no-text = the content is not UTF-8
foreign-unopened = the database file cannot be opened
foreign-no-database = the file is no database, or is damaged
foreign-place = { $told } (line { $line }, column { $column })
foreign-toml = TOML, line { $line }, column { $column }

# A certification body.
body-refused = the rules do not allow it: { $reasons }
body-none = { $path } holds no body
body-in-public = { $folder } lies in the public register { $register }; keys must not
body-exists = { $path } holds a body already; it is never founded twice
body-fact = the body's record of its { $name } does not read: "{ $found }"
body-replay = act { $number } of the log does not follow from those before it: { $reasons }
body-signed = act { $number } of the log
body-published = what is published at { $place } cannot be told: { $detail }
body-published-form = what is published at { $place } is no checkpoint
body-restored = { $path } was restored from a copy of { $made }; give --published with a place where the register is published, or a checkpoint that somebody holds (if nothing was ever published: the restored register itself)
body-unpublished = there is no checkpoint of this register at { $place }
body-shard-name = { $origin } is not a new <body>/<name>; the name is of a-z, 0-9, - and . and was not used before
body-clock = the last statement is of { $last }, later than now ({ $now }); check the clock
body-ahead = an act of { $at } lies ahead of the clock, which says { $now }; it is done when its time has come
body-quorum = a quorum of { $quorum } needs as many witnesses; named: { $named }
body-no-witness = { $vkey } is no witness's key (type 0x04)
body-witness-twice = { $name } is named twice
body-witness-known = { $name } has the name or the key of the earlier witness { $other }; a new witness brings both
body-broken = a write failed before; what was begun is finished when the body is opened again
body-unmakeable = { $what } cannot be made: { $detail }
body-file = a file of the body in { $path }

# Its database.
store-database = the body's database
store-write = the body's database cannot be written
store-newer = the body's database has version { $found }, this program knows up to { $known }; use a newer program
store-moved = the body's log has { $found } acts, { $known } were expected: another process has written to it

# An act in its log.
signed-form = it is not an act in canonical JSON: { $detail }
signed-signature = the signature is not that of { $actor }'s key

# The right to write.
lock-held = { $path }: process { $holder } ({ $command }) has been writing since { $since }; waited { $waited-s } seconds
lock-file = the lock file { $path }

# Key files.
key-file = the key file { $path }
key-readable = the key file { $path } has mode { $mode }; only the owner may read it (600)
key-form = the key file { $path } holds no Ed25519 key in PKCS#8 PEM
key-encrypted = the key file { $path } is encrypted; this command does not ask for a passphrase
key-wrong-passphrase = the key file { $path } does not open with this passphrase
key-scheme = the key file { $path } is encrypted with { $scheme }; what is read: PBES2 with scrypt or PBKDF2-HMAC-SHA256, and AES-256-CBC (as `openssl pkcs8 -topk8` writes it)
key-work = opening the key file { $path } would take { $asked } { $what ->
    [scrypt-bytes] bytes of memory
    [scrypt-blocks] blocks of scrypt
   *[pbkdf2-rounds] rounds of PBKDF2
}; the limit is { $limit }
key-passphrase-file = the passphrase file { $path }
key-passphrase-readable = the passphrase file { $path } has mode { $mode }; only the owner may read it (600)
key-passphrase-form = the passphrase has { $bytes } bytes; it has at least 1 and at most { $limit }
key-exists = the key file { $path } exists; a key is never overwritten
key-random = the operating system gives no random bytes: { $detail }

# The folder of a register.
folder-file = { $path }
folder-log = the register's log in { $path }
folder-exists = { $path } holds a register already; it is never made twice
folder-behind = the register has { $found } entries, { $published } were published: is it an old copy?
folder-ahead = the register has { $found } entries, the body has made { $made }: another body's register, or an old database?
folder-key = the key of the open shard
folder-other-entry = entry { $index } of the register is not the statement that this body made

# The log in it.
log-missing = { $path } is missing
log-unreadable = { $path } cannot be read: { $detail }
log-malformed = { $path } is malformed: { $detail }
log-root = the files give root { $found }, the checkpoint over { $size } entries says { $wanted }
log-entries = { $path } does not hold the entries of the tree
log-smaller = the tree has { $size } entries, the one published before has { $published }
log-inconsistent = the tree of { $size } entries does not begin with the published one of { $published }
log-outside = entry { $index } is not in a tree of { $size }
log-leaf-length = an entry of { $bytes } bytes; it has 1 to 65535
log-too-large = a tree of { $size } entries, limit is { $limit }
log-checkpoint = its checkpoint
log-foreign-key = the signing key is not the key of the log { $origin }

# Checkpoints.
checkpoint-not-a-note = not a signed note: { $fault ->
    [parts] it needs a text, an empty line and signature lines that begin with an em dash and a space
    [encoding] not UTF-8
    [line] a signature line that is none
    [spelling] a signature line not in its one spelling
    [control] a control character
    [time] a cosignature dated before 1970
   *[other] { $fault }
}
checkpoint-line = not a checkpoint: line { $line } is "{ $found }"
checkpoint-origin = the checkpoint is of { $found }, wanted is { $wanted }
checkpoint-unsigned = the signature of the log { $origin } is not on it
checkpoint-signature = the signature of { $name } is wrong
checkpoint-twice = { $name } signed twice
checkpoint-unknown-line = a signature line of the unknown key { $name }

# Trust files.
trust-not-json = not a trust file: { $detail }
trust-format = the format of the trust file is "{ $found }", which is not known
trust-name = the body's name lacks its Japanese or English text
trust-none = the trust file names no { $what ->
    [keys] key
    [shards] shard of a register
   *[other] { $what }
}
trust-twice = { $name } is named twice as { $what ->
    [key] a key
    [shard] a shard
    [witness] a witness
    [witness-key] the key of a witness
   *[other] { $what }
}
trust-keyid = the keyid "{ $said }" stands beside the key "{ $is }"
trust-note-key = the key of { $name } has another name or is of the wrong type (wanted: { $wanted })
trust-origin = origin "{ $origin }" is not <body>/<name> with a name of a-z, 0-9, - and .
trust-quorum = { $quorum } witnesses are asked for, { $witnesses } are named that have not ended
trust-period = the period of { $name } ends before it begins
trust-open = only the last shard may be open; { $origin } is not closed

# Public keys as name+id+key.
vkey-not-spki = not an Ed25519 public key in SPKI DER: { $bytes } bytes, wanted 44
vkey-not-pem = not one public key as PEM (from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----)
vkey-not-a-point = the 32 bytes are not a usable Ed25519 key
vkey-not-vkey = "{ $text }" is not a public key; one looks like name+1a2b3c4d+AQ…
vkey-wrong-id = the public key { $name }: its id does not belong to name and key
vkey-unknown-kind = the public key { $name } is of type { $kind }; known are 1 (log) and 4 (witness)
vkey-not-a-digest = "{ $text }" is not a SHA-256 digest of 64 digits of 0-9 and a-f
vkey-not-base64 = "{ $text }" is not base64 with padding
vkey-digest-length = a SHA-256 digest has 32 bytes, not { $bytes }
vkey-not-json = not the JSON expected here: { $detail }
vkey-not-canonical = not canonical JSON (RFC 8785), from byte { $at }

# A witness's memory.
memory-file = the witness's memory { $path }
memory-memory = the witness's memory { $path } is no checkpoint of { $origin } that it has signed
memory-time = no checkpoint can be signed at { $at }

# Parts lists.
parts-too-large = the parts list has { $bytes } bytes, limit is { $limit }
parts-too-many = more than { $limit } parts
parts-text = the parts list is { $error }
parts-json = { $format }: { $error }
parts-toml = { $format }, byte { $offset }: { $detail }
parts-line = { $format }, line { $line }: { $detail }
parts-dpkg = dpkg status, line { $line }: { $fault ->
    [cut-off] the file ends within a line; it was cut off
    [continues-nothing] a continuation line that continues nothing
    [no-field] a line without a field
    [field-twice] a field that stands twice in its paragraph
    [no-package] a paragraph without a Package field
   *[other] { $fault }
}
parts-apk = apk installed, line { $line }: { $fault ->
    [cut-off] no empty line after the last package; the file was cut off
    [no-field] a line without a field
    [field-twice] a field that stands twice in its package
    [no-name] a package without a name (P)
   *[other] { $fault }
}
parts-rpm = rpm database, { $fault ->
    [cut-off] page { $at }: the file is shorter than it says; it was cut off
    [open-changes] changes stand in the file beside it (-wal) that it does not hold; close the database, or run rpm once, and take it again
    [page] page { $at }: no page of a table in UTF-8
    [page-twice] page { $at }: reached twice
    [no-table] no table Packages in it
    [record] row { $at }: not a record of the table
    [header-lengths] row { $at }: a package header whose lengths do not fit
    [header-entry] row { $at }: a package header with a tag that cannot be read
    [tag-twice] row { $at }: a package header with a tag that stands twice
    [no-name] row { $at }: a package header without a name
   *[other] { $fault }
}
parts-not-whole = { $format } is not whole: { $package } needs "{ $needs }", which is not in it; the file was cut off or edited
parts-format-version = { $format } in version "{ $found }"; read are { $read }
parts-not-read = { $format } is not read; have Cargo.lock, package-lock.json, yarn.lock, pnpm-lock.yaml, poetry.lock, uv.lock, requirements.txt, go.mod, Gemfile.lock, composer.lock, Pipfile.lock, packages.lock.json, gradle.lockfile, CycloneDX, SPDX, dpkg status, apk installed, rpm database, declared parts
parts-unknown = no known parts list; have Cargo.lock, package-lock.json, yarn.lock, pnpm-lock.yaml, poetry.lock, uv.lock, requirements.txt, go.mod, Gemfile.lock, composer.lock, Pipfile.lock, packages.lock.json, gradle.lockfile, CycloneDX, SPDX, dpkg status, apk installed, rpm database, declared parts
json-encoding = not UTF-8 at byte { $offset }{ $utf16 ->
    [true] ; it looks like UTF-16
   *[other] {""}
}
json-form = line { $line }, column { $column }: { $detail }

# Root file systems and images.
root-archive = the archive cannot be read: { $detail }
root-layer = layer { $layer } cannot be read: { $detail }
root-document = { $place } in the image: { $detail }
root-missing = the image names { $path }, which it does not hold
root-other-digest = { $path } has the digest { $found }, the image says { $said }
root-compressed = the image is compressed as a whole ({ $format }); decompress it first
root-several-images = { $count } images in the archive; give one with a single image
root-too-many-layers = { $layers } layers, limit is { $limit }
root-too-large = the package databases have more than { $limit } bytes
root-too-many-links = more than { $limit } links
root-path = the path { $path } leads out of the root
root-link-loop = links in the place of { $path } lead in circles
root-no-file = { $path } is no regular file
root-not-read = { $path }: the package database of { $manager } is not read; have dpkg, apk, and rpm in SQLite
root-no-database = no package database in it; looked for those of dpkg, apk and rpm
root-parts = { $place } in the root

# VEX documents.
decisions-too-large = the decisions have { $bytes } bytes, limit is { $limit }
decisions-json = the decisions, { $error }
decisions-toml = decisions, line { $line }: { $detail }
decisions-format-version = decisions in version { $found }; read is 1
decisions-without = decision { $index }: without { $member }
vex-too-large = the VEX document has { $bytes } bytes, limit is { $limit }
vex-json = the VEX document, { $error }
vex-context = no VEX document: its @context is "{ $context }" (OpenVEX has https://openvex.dev/ns/v0.2.0, CycloneDX a bomFormat, CSAF a document with csaf_version)
vex-category = no VEX document: a CSAF document of the category "{ $category }" (csaf_vex is read)
vex-format-version = CSAF in version "{ $version }" (2.0 and 2.1 are read)
vex-draft = the VEX document is a draft (tracking status), and a draft states nothing
vex-statement = statement { $index } of the VEX document (from 0): { $fault ->
    [not-argued] not_affected needs a justification or an impact_statement; in CSAF a flag or an impact threat for each product
    [no-action] affected needs an action_statement; in CSAF a remediation for each product
    [no-flaw] it names no flaw
    [unknown-product] it names a product that the product tree does not have
    [ambiguous-product] it names a product by an identifier that the product tree gives twice
    [too-many-products] with it, the document names products more than 5,000,000 times, those of groups included
    [no-time] it has no timestamp, neither its own nor the document's
   *[other] { $fault }
}
envelope-form = not a DSSE envelope: { $detail }
envelope-not-base64 = DSSE envelope: { $member } is not base64 with padding: "{ $text }"
envelope-signatures = a DSSE envelope with { $found } signatures, limit is { $limit }

# Package URLs.
purl-too-long = a package URL of { $bytes } bytes, limit is { $limit }
purl-control = a package URL with a control character: "{ $text }"
purl-repeated-qualifier = a package URL with the qualifier "{ $key }" twice
purl-form = "{ $text }" is not a package URL: { $detail }

# Orders of this program.
undone-no-file = not a regular file
undone-trust-exists = { $path } exists; a trust file is never overwritten
undone-body-in-register = { $body } lies in the public register { $register }; keys must not
undone-no-way = { $path }: .. leads through a folder that does not exist
undone-other-trust = the trust file names shards that this body has not; give the body's own
undone-register-not-whole = the register in { $path } is not whole
undone-other-document = { $path } is not the document that was signed
undone-waits = the certificate is issued and handed out when its witnesses have seen it: { $seen } of { $quorum } have ({ $origin }, { $size } entries); they run `sekisho witness`, then `sekisho register cosign`, then this command again
undone-not-cosigned = { $name } does not cosign
undone-no-edition = no edition { $asked }; have { $known }
undone-no-passphrase = { $path } opens with a passphrase, and there is no terminal to ask for it; name a file that holds it in SEKISHO_PASSPHRASE_FILE
undone-other-passphrase = the two passphrases are not the same; nothing was written
undone-unforeseen = a mistake in this program, please report it: { $detail }

# Acts that are signed elsewhere.
carried-form = not a prepared act: { $detail }
carried-too-long = the file has { $bytes } bytes, the limit is { $limit }
carried-lacks = the act does not say { $what ->
    [body] which body it is for
   *[expects] how many acts its actor had seen
}; one like that is never signed or entered
carried-other-key = the act is to be signed by the key { $wanted }; the key at hand is { $given }
carried-other-certificate = the certificate in the file is not the one that the act issues (digest { $issued })
carried-unsigned = the act is not signed; `sekisho body sign` does that
carried-too-old = the act is of { $at }, more than { $days } days before { $now }; prepare it again
carried-too-early = the act is of { $at }, and it is { $now }; enter it then
carried-not-carried = acts of the kind { $kind } are not signed elsewhere: do them at the body

# Copies of a body.
backup-exists = { $path } exists; nothing is overwritten
backup-in-public = { $path } lies in the public register { $register }; a copy of the body must not
backup-file = the file { $path }
backup-no-file = { $path } is no regular file and cannot be copied
backup-form = not a whole copy of a body: { $detail }
backup-changed = { $path } was changed: its digest is { $found }, it must be { $wanted }
backup-passphrase = the copy holds { $keys } keys under a passphrase: give --with-keys to be asked for it
