# What the program says while it works and when it is done.
cli-could-not = could not be done: { $why }
progress-advisories = reading advisories
progress-testing = testing
progress-matching = matching

match-verdict-pass = ✓ pass: every part was looked at, nothing stands
match-verdict-fail = ✗ fail
match-verdict-inconclusive = ? inconclusive: not everything could be looked at; this is not a pass
match-bring = they can be brought into the data folder, which is used where no --advisories are given: sekisho advisories update { $feed }
match-coverage = Parts: { $total } in all, { $own } own, { $matchable } comparable, { $matched } with an advisory, { $unmatchable } not comparable
match-root = Of { $root } only the package databases of the operating system were looked at; packages of programming languages in it were not looked at: give their own lists beside it
match-feed = Advisories: { $name }, { $records } records, { $rejected } rejected, newest of { $newest } ({ $age } days old)
match-feed-by = newest about { $all }
match-feed-by-one = { $ecosystem } { $newest } ({ $age } days old)
match-feed-by-more = { $all } and { $count } more
match-feed-dated = no record has a date; the whole is of { $dated }
match-rejected = rejected: { $path }: { $reason }
match-rejected-more = and { $count } more; --json names the first hundred
match-answered = ~ { $part }  { $advisory }  answered by a VEX statement of { $author }
match-answered-unsigned = ~ { $part }  { $advisory }  answered by a VEX statement of { $author }; no signature was checked (--vex-key), nobody has accepted it
match-dismissed = ~ { $part }  { $advisory }  candidate rejected by { $by }: { $reason }
match-candidate = candidate: a person must accept or reject it
match-notices = Notices, { $count } (no vulnerability: unmaintained, unsound and the like):
match-unmatchable = ? { $count } not comparable: { $why }
finding-update = update { $part } to { $fixed } or later, or show by a signed VEX statement that it is not affected
finding-replace = no fixed version of { $part } is known: replace it, or show by a signed VEX statement that it is not affected
candidate-undecided = a candidate that nobody has accepted or rejected: { $why }
candidate-dismissed = a candidate, rejected by { $by }: { $reason } ({ $why })
candidate-decide = accept or reject it with a reason, in the decisions of the build
finding-correct = correct { $place } and hand it in again

certify-demonstration = DEMONSTRATION: every part is played by this program; the certificate certifies nothing
certify-version = ── version { $version }
certify-certified = ✓ certified: certificate { $number }, category { $category } class { $class }, until { $until }
certify-withheld = ✗ no certificate, because:
certify-next = What to do next:
certify-report = Report: { $path }
certify-certificate = Certificate: { $path }
certify-verify = Anyone verifies it with:
next-certified = Certificate { $number } stands in the register.
next-withheld = Hand in a new build in product.toml and run the same command again: the case goes on where it stopped.
next-inconclusive = Give advisories for the parts that could not be compared (--advisories), or a signed statement for each such part.
waived-feed-age = For the demonstration only, the edition's limit on the age of advisories was waived; their age is shown.
ended-fixed = fixed; retest { $result } looked again and did not find it
ended-answered = answered by a signed VEX statement that evaluator and reviewer accepted; matched again as { $result }
ended-corrected = corrected; examined again as { $result }

act-register-actor = actor registered
act-revoke-actor = key revoked
act-renew-key = key renewed
act-admit-member = member admitted
act-end-membership = membership ended
act-accredit = firm accredited
act-end-accreditation = accreditation ended
act-declare-tie = tie declared
act-apply = application
act-submit = build handed in
act-accept = application accepted
act-record-evidence = test result
act-raise-finding = finding raised
act-answer = maker's answer
act-retest = retest
act-review = review
act-decide = decision
act-issue = certificate issued
act-withdraw-application = application withdrawn
act-delta = delta evaluation
act-version-up = version-up
act-suspend = certificate suspended
act-resume = suspension ended
act-withdraw-certificate = certificate withdrawn
act-expire = certificate expired
act-replace-component = component replaced
act-reexamine = system examined again for a replacement
act-accept-replacement = replacement accepted
act-appeal = appeal
act-complaint = complaint
act-handle = answer to an appeal or complaint
did-actor = { $name }
did-member = { $name }
did-accredited = { $firm }, category { $category }
did-applied = { $product }, category { $category } class { $class }
did-submitted = version { $version }, { $items } items
did-evidence = { $test }: { $verdict }
did-raised = { $finding }: { $rule } in { $place } → { $todo }
did-answered = { $finding }: { $way }
did-retested = { $finding }: { $result } looked again, it does not stand any more
did-issued = { $number }, until { $until }
did-version-up = { $number } becomes void: version { $version } follows
did-delta = results reused: { $reused }, tests to be done again: { $again }
did-granted = class { $class } granted
did-refused = refused
did-review-begin = begun
did-review-whole = the evidence is whole
did-review-return = back to evaluation
did-nothing-more = done
role-applicant = applicant
role-evaluator = evaluator
role-reviewer = reviewer
role-decider = decision maker
role-registrar = registrar
role-auditor = auditor
role-appeals = appeals
way-fixed = another build
way-answered = signed VEX statement
way-corrected = corrected document or setting

statement-meaning = This certificate states what was tested on exactly this version and configuration, with which result. It is no endorsement and no statement of absolute security.
statement-reused-because = Everything covered and every input is unchanged, and the result is young enough (delta evaluation).

register-made = Register { $register } made; private folder { $body } (keep it so); trust file { $trust } (hand it to those who verify)
register-page-made = Page made: { $path }
register-clean = ✓ clean: every entry follows from the one before; { $count } certificates
register-copies-unlisted = The folders of a server cannot be listed: only the copies of certificates in the register were looked for; a copy of one that is not in it would not be seen
register-page-no-address = { $register }: the pages are made in the register's folder, not at an address
register-published = ✓ published: { $origin }, { $size } entries
register-shard-opened = ✓ the shard { $origin } is open
register-key-changed = ✓ statements are signed by the key { $keyid }
register-trust-hand-out = Hand out the new trust file: { $trust }. Under the old one the register is refused, or cannot be judged.
register-cosigned = { $origin }, { $size } entries: { $taken } signature lines taken, { $seen } witnesses have seen it, { $quorum } are needed
register-cosigned-published = ✓ published: { $origin }, { $size } entries
register-waiting = … waits for its witnesses: { $origin }, { $size } entries, seen by { $seen } of { $quorum }
register-waiting-how = Each witness runs: sekisho witness { $register } --key KEY --trust TRUST. Then: sekisho register cosign { $register } --body { $body } FILE…
register-witnesses-named = ✓ { $count } witnesses, of whom { $quorum } must have seen a checkpoint
register-none-taken = none of the signature lines is by one of this body's witnesses over its newest checkpoint and of the present time
register-unknown = the register cannot be judged

witness-key-made =
    ✓ key made: { $path } (keep it so)
      hand to the body: { $vkey }
witness-cosigned = ✓ cosigned: { $origin }, { $size } entries
witness-first = This is the first checkpoint of this log that this witness has seen; it vouches for nothing before it.
witness-hand-over = Hand to the body: { $path }
witness-refused = ✗ not cosigned: { $origin }
witness-no-name = the witness's name is not known: give --name, or put its public key in { $path }
witness-other-key = { $path } is the public key of another key
witness-agree = ✓ { $count } checkpoints agree: one register was shown to all
witness-untold = ? { $origin }: the checkpoints have different sizes; give --register to tie them together
witness-untold-short = whether one register was shown to all cannot be told

check-product = { $product } { $version }: looked at for class { $class } of category { $category }, by the rules of { $edition }
check-asked-earned = ✓ class { $class }, which is asked for, would be earned
check-asked-not-earned = ✗ class { $class }, which is asked for, not yet:
check-earned = ✓ class { $class } would be earned
check-not-earned = ✗ class { $class } not yet:
check-as-above = all that class { $class } lacks

verify-valid = ✓ valid
verify-issued = ✓ issued as shown; today's state was not asked for
verify-not-valid = ✗ not valid
verify-unknown = ? cannot be told
verify-unknown-short = what was asked cannot be told
verify-certificate =
    Certificate { $number }: { $product }, version { $version }
      holder { $holder }
      category { $category } class { $class }, edition { $edition }
      decided { $decided }, until { $until }
verify-state = State: { $status } since { $since } (as of { $at })
verify-superseded = Version { $version } follows; void from { $from }
verify-checked = Checked:
verify-not-checked = Not checked:
verify-no-trust = no trust file: give --trust FILE, or put it at { $path }; a register's own keys are not believed
verify-no-register = { $register } is not a folder with a register

scheme-rules = Rules and where they come from:
scheme-category = Category { $number }
scheme-class = class { $class }
mark-slide = slide
mark-ours = ours
condition-argued = { $part } { $version } could not be matched with advisories; accepted on the maker's statement: { $reason }
condition-dismissed = { $advisory } was a candidate for { $part }; not applicable on the maker's statement ({ $by }): { $reason }
condition-feed-age-waived = for the demonstration only, the limit on the age of advisories was waived (newest record: { $dates })
next-inconclusive-report = Have the evaluator's test finished, and hand in its report with a new build or in place of the old one.

# What is said when acts are done one by one.
did-certificate = { $number }
did-replaced = { $number }: { $new } in place of { $old }
acting-registrar-key = The registrar's key: { $path }. Name it with --as for the registrar's acts, and keep it private
acting-key-made = The key is in { $key }; hand the public key { $public } to the registrar
acting-no-public-key = { $path } holds no public key; name the .pub file that body key new writes (64 digits of 0-9 and a-f)
acting-no-build = { $path } has no such build (version { $version }, build { $build })
acting-refused = The rules do not allow it:
acting-applied = The case: { $case }
acting-result = The result: { $result }
acting-sightings = It saw { $count }; raise them as findings with body finding --result { $result }
acting-nothing-to-raise = Result { $result } saw nothing that is not a finding already
acting-issued-before = Certificate { $number } was issued before; only its files are written again
acting-issued-waits = Certificate { $number } is issued. Its files are written by the same command once more, after enough witnesses have seen it (register cosign)
acting-certificate = Certificate { $number }: { $path }
acting-entry = The name of the entry: { $entry }
acting-test-engine = { $test } ({ $id }): by the engine here. On record: { $result } { $verdict }
acting-test-report = { $test } ({ $id }): by an evaluator's report. On record: { $result } { $verdict }
acting-earned = The evidence earns class { $class }
acting-case = { $case }  { $stage }  { $product } { $version }, category { $category } class { $class }; waits for: { $role }
acting-certificate-line = { $number }  { $standing }  { $product } { $version }, class { $class }, until { $until }
acting-entry-open = { $kind } { $entry } (case { $case }, { $by }): waits for an answer
acting-entry-handled = { $kind } { $entry } (case { $case }, { $by }): answered
acting-nothing-yet = No case and no certificate yet
# Surveillance.
surveil-refused = Not done:
surveil-unknown-key = the body knows nobody with the key in { $path }
surveil-no-case = { $case } is not a surveillance case (looks like s-000001)
surveil-nothing-to-accept = surveillance case { $case } has no answer that settles everything found, or not everything could be looked at
surveil-looked = Matched again: { $count } certificates with { $parts } different parts
surveil-without = Without a parts list of their own: { $count } certificates
surveil-not-whole = Not everything could be looked at, so silence does not mean that nothing is new:
surveil-candidate = { $certificate }: { $advisory } may speak of { $part }; a person must look
surveil-new = New: certificate { $certificate }, to be answered by { $due } (surveillance case { $case })
surveil-open = Open: surveillance case { $case } of certificate { $certificate }, due on { $due }
surveil-overdue = Overdue: surveillance case { $case } of certificate { $certificate }, was due on { $due }
surveil-suspended = Suspended: certificate { $certificate }
surveil-resumed = The certificate is valid again (surveillance case { $case })
surveil-closed-fixed = Closed: surveillance case { $case }; version of certificate { $by } does not have the flaws
surveil-closed-answered = Closed: surveillance case { $case }; the holder's signed answer is accepted
surveil-closed-not-affected = Closed: surveillance case { $case }; the advisories no longer say that the product has the flaws
surveil-closed-ended = Closed: surveillance case { $case }; the certificate has ended
surveil-to-accept = Answered: surveillance case { $case } waits for a reviewer; accept with --accept { $case }
surveil-to-suspend = Waits for a decider: surveillance case { $case } is overdue; suspend with --suspend { $case }
surveil-nothing-new = Everything was looked at; nothing is new
surveil-not-on-record = Nothing was put on record, because no --as KEY was given
surveil-answered = The answer to surveillance case { $case } is on record; the body's next surveillance looks at it
surveil-why-open = Surveillance: known since the decision: { $flaws }
surveil-why-answer = The holder's answer to surveillance
surveil-why-overdue = Surveillance case { $case } was not answered by { $due }
surveil-why-fixed = Surveillance case { $case } closed: fixed in the version of certificate { $by }
surveil-why-answered = Surveillance case { $case } closed: the holder's signed VEX statement is accepted
surveil-why-not-affected = Surveillance case { $case } closed: matched again and not affected
surveil-why-ended = Surveillance case { $case } closed: the certificate has ended
act-open-surveillance = surveillance case opened
act-answer-surveillance = surveillance case answered
act-suspend-overdue = certificate suspended, surveillance case overdue
act-close-surveillance = surveillance case closed
# Passphrases of keys.
passphrase-asked = Passphrase of { $path }
passphrase-new = New passphrase for { $path }
passphrase-again = The same again


# Acts that are signed elsewhere.
body-act =
    { $by } on { $at }: { $act }
      { $what }
      why: { $why }
      case: { $case }, body: { $body }
body-act-prepared =
    ✓ prepared: { $path }
      sign it where the key is: sekisho body sign
body-act-signed =
    ✓ signed: { $path }
      bring it back: sekisho body enter
body-act-done = ✓ done, act { $number }
body-act-refused = ✗ refused: { $reason }

# Copies of a body.
body-backed-up =
    ✓ copied: { $path }: { $files } files, { $bytes } bytes, { $keys } keys, up to act { $acts }
      digest of its list, to keep elsewhere: { $list }
body-backed-up-no-keys = The keys are not in it: keep copies of them elsewhere, or use --with-keys.
body-restored-done =
    ✓ restored: { $path }, as it was on { $made }, up to act { $acts }, { $keys } keys
      digest of its list: { $list }
body-restored-next = It opens when its register goes on from what is published: give the next command --published.
body-restored-checked = ✓ its register goes on from what is published
# Work lists (sekisho body status)
status-head = { $at }: { $count } waiting, { $late } of them late
status-nothing = { $at }: nothing waits
status-line-due = { $due } (in { $days } days): { $what } ({ $who }, since { $since })
status-line-late = { $due } ({ $days } days late): { $what } ({ $who }, since { $since })
status-line-open = no limit: { $what } ({ $who }, since { $since })
status-line-case = {"   "} case { $case } { $product }
status-named = { $role }: { $names }
status-between = , {""}
status-yes = yes
status-no = no
status-head-due = due
status-head-days = days left
status-head-late = late
status-head-what = to do
status-head-who = who
status-head-case = case
status-head-product = product
status-head-since = since
status-calendar = Certification work
status-event = { $who }. Case { $case } { $product }. Waits since { $since }.
status-actor-unknown = no actor { $actor } is registered
status-key-unknown = the key { $key } is that of no registered actor

task-hand-in = hand in the first build
task-answer-finding = answer finding { $finding } ({ $test }, { $rule }, severity { $severity })
task-renew-certificate = apply again before certificate { $certificate } ends ({ $last-day })
task-replace-component = declare what takes the place of component { $component } ({ $old }), whose certificate has ended (system certificate { $certificate })
task-accept-application = take the application on and name evaluators
task-issue-certificate = issue the certificate that was decided
task-accept-replacement = accept what replaces { $old } (system certificate { $certificate })
task-record-expiry = put on record that certificate { $certificate } has expired
task-renew-accreditation = the accreditation of { $firm } (category { $category }: { $tests }) ends on { $last-day }: renew it or let it end
task-renew-membership = the membership of { $firm } ends on { $last-day }: renew it or let it end
task-renew-key = the key of { $actor } ends on { $last-day }: register the next one or let it end
task-evaluate = put results on record: { $tests }
task-raise-findings = raise findings from { $results } ({ $sightings } seen)
task-retest = test again what the maker answered to finding { $finding } ({ $test })
task-reexamine = examine the system of certificate { $certificate } again with its replacement: { $tests }
task-begin-review = begin the review of a case whose evidence is whole
task-finish-review = finish the review, or give the case back
task-decide = decide
task-settle-suspension = end the suspension of certificate { $certificate }, or withdraw it
task-answer-voice = answer the { $kind ->
    [appeal] appeal
   *[other] complaint
 } ({ $entry })

# The archive of a case (sekisho body export, audit)
archive-writing = Writing the archive
archive-reading = Reading the archive
archive-written = Archive of case { $case } written to { $into } ({ $acts } acts, { $evidence } files of evidence, { $bytes } bytes)
archive-no-case = there is no case { $case }
archive-no-key = the key that signs the body's statements is not on this machine; an archive is signed with it
archive-exists = { $path } exists; an archive is never written over anything
archive-of = Archive of case { $case } ({ $body }, made { $made }, { $acts } acts, { $evidence } files of evidence)
archive-good = ✓ whole
archive-not-good = ✗ wrong in { $count } places:
archive-checked-digests = every file is what the list says
archive-checked-signatures = every act carries its actor's signature
archive-checked-rules = every act follows the ones before it by the rules
archive-checked-seal = the list is signed by the key that it shows
archive-checked-whose = that key is the body's, by the trust file
archive-fault-manifest-form = manifest.json cannot be read: { $detail }
archive-fault-seal-form = manifest.seal.json does not have the form of a signature
archive-fault-seal-broken = manifest.json is not what was signed
archive-fault-seal-stranger = manifest.json is signed by { $key }, which by the trust file is no key of the body at that time
archive-fault-file-changed = { $path }: not what the list says
archive-fault-file-missing = { $path }: missing
archive-fault-file-foreign = { $path }: not on the list
archive-fault-file-twice = { $path }: there twice
archive-fault-file-out-of-order = { $path }: in the wrong place
archive-fault-too-large = { $path }: more than { $limit } bytes
archive-fault-act-form = { $path }: does not read as an act: { $detail }
archive-fault-act-signature = { $path }: not signed by { $actor }
archive-fault-act-refused = { $path }: does not follow the acts before it: { $reasons }
archive-fault-act-foreign = { $path }: belongs neither to the case nor to its people
archive-fault-evidence-unnamed = { $path }: named by no act
archive-fault-unreadable = cannot be read on from { $path }: { $detail }
archive-fault-case-missing = there is no act of case { $case }
unchecked-whose = whose archive it is (no trust file; signed by key { $key })
unchecked-rest-of-the-log = whether the body left out acts outside of the case, and what other cases did ({ $acts } acts are here, the last is number { $last })
unchecked-not-kept = { $count } things that acts name and that are not in the archive (delivered files that a body does not keep)
unchecked-other-edition = whether the file of edition { $edition } is the one that the maker had: rules may have changed
unchecked-today = whether the certificate still stands today (ask `sekisho verify`)
unchecked-demonstration = whether it is a real certification (this is a demonstration and certifies nothing)
