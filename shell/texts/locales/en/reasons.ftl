# Reasons in words: what is not in order, where, why, and what can be done.
# A name is `prefix-code`; the arguments are the reason's members (with - for _).

# Words for the values of members. Other messages refer to them.
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
    [pass] pass
    [fail] fail
    [inconclusive] inconclusive
   *[other] { $verdict }
}
word-kind = { $kind ->
    [artefact] artefact
    [parts-list] parts list
    [source] source
    [document] document
    [declaration] declaration
    [interface] interface
    [component] component
    [configuration] configuration
    [engine] test program
    [advisories] advisories
    [rules] rules
    [limits] limits
    [plan] test plan
    [vex] VEX document
    [statements] the maker's statements
   *[other] { $kind }
}
word-way = { $way ->
    [fixed] { way-fixed }
    [answered] { way-answered }
    [corrected] { way-corrected }
   *[other] { $way }
}
word-stage = { $stage ->
    [draft] draft
    [submitted] submitted
    [accepted] accepted
    [evaluating] under evaluation
    [remediating] findings being remedied
    [in-review] in review
    [ready] ready to be decided or issued
    [certified] certified
    [refused] refused
    [withdrawn] withdrawn
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
# Kinds of statements in the register.
word-statement = { $kind ->
    [certificate] certificate
    [state] change of state
    [table] state table
    [key] key
    [close] close of a register
    [svr] summary of the verification (SVR)
   *[other] { $kind }
}
# Of the reason that the body gave in both languages, this language's. It stands in an attribute because its argument
# differs between the languages.
word-why = the reason given
    .said = { $en }

# States of a certificate.
status-not-yet-valid = not yet valid
status-valid = valid
status-suspended = suspended
status-expired = expired
status-void = void (version-up)
status-withdrawn = withdrawn

# Why an act is refused.
refusal-act-id-form = the act's name "{ $id }" has the wrong form: it is written with 32 digits of 0-9 and a-f
refusal-act-repeated = act { $id } was done already
refusal-other-body = the act was made for another body (founded by act { $named }); this one was founded by act { $founding }
refusal-body-missing = the act does not name the body that it is for
refusal-why-missing = the act does not say why it is done
refusal-time-runs-backwards = the act is dated { $at }, before the last act of { $last }; check the clock
refusal-old-picture = what was seen is out of date: { $expects } acts were seen, there are { $has }; look again and repeat
refusal-case-missing = the act names no case
refusal-case-not-wanted = the act belongs to no case, but names case { $case }
refusal-case-unknown = there is no case { $case }
refusal-case-exists = case { $case } exists already
refusal-wrong-stage = not possible at this stage: { word-act }. The case is at the stage "{ word-stage }" ({ $stage }); possible at: { $allowed }
refusal-not-founded = the body has no registrar yet: the first act is the registrar's own registration
refusal-actor-unknown = nobody is registered as { $actor }
refusal-actor-exists = { $actor } is registered already
refusal-key-revoked = the key of { $actor } was revoked on { $since }
refusal-key-not-of-that-day = the key of { $actor } runs from { $from } to { $until }, which does not include { $day }
refusal-key-known = { $actor } has this key already
refusal-key-of-another = { $actor } may not renew the key of { $of }: the registrar does, or { $of } with the old key
refusal-key-too-long = the new key of { $actor } would run until { $until }, the old one runs until { $limit }; only the registrar gives more
refusal-key-form = the key "{ $key }" has the wrong form: it is written with 64 digits of 0-9 and a-f
refusal-role-missing = { $actor } has no role for this act; needed, one of: { word-needs }
refusal-roles-missing = { $actor } would have no role
refusal-name-missing = a name for people is empty; write it in Japanese and in English
refusal-period-empty = the period from { $from } to { $until } has no day in it
refusal-member-already = { $firm } is a member in that period already
refusal-firm-not-member = { $firm } is not a member on { $day }
refusal-firm-not-accredited = { $firm } is not accredited on { $day } for this test in category { $category }: { word-test }
refusal-firm-not-accredited-at-all = { $firm } is not accredited on { $day } for any test of category { $category }
refusal-firm-is-applicant = { $firm } is the applicant; this is for another firm to do
refusal-firm-tied = { $firm } has declared a tie to the applicant { $other }; this is for a firm without a tie to do
refusal-tie-to-itself = { $firm } cannot declare a tie to itself
refusal-tie-known = the tie of { $firm } and { $other } is declared already
refusal-tie-of-another-firm = { $actor } is not of { $firm } and cannot declare its ties
refusal-tests-missing = no test is named
refusal-test-unknown = this edition of the scheme has no test "{ $test }"
refusal-category-unknown = this edition of the scheme has no category { $category }
refusal-class-unknown = category { $category } has no class { $class }
refusal-another-edition = edition { $asked } is asked for, this body works by { $ours }
refusal-not-the-maker = { $actor } is of { $firm }, not of the maker { $maker }
refusal-version-missing = the version is empty
refusal-build-empty = the build has no item
refusal-build-unchanged = the build is the same as the one handed in last; hand in a changed build
refusal-item-twice = { word-kind } "{ $item }" is listed twice or has no name
refusal-components-not-wanted = products of category { $category } have no certified components to list
refusal-component-twice = component "{ $component }" is listed twice
refusal-component-not-listed = component "{ $component }" is not in the build with this digest
refusal-component-item-unstated = nothing is said about a certificate of component "{ $component }" of the build
refusal-component-is-system = certificate { $certificate } of component "{ $component }" is a system's; a certificate of software or of a device is needed
refusal-evaluators-missing = no evaluator is named
refusal-not-an-evaluator-here = { $actor } is not named as an evaluator of this case
refusal-report-of-another = the report is signed by { $signed }, the act is of { $actor }
refusal-reused-by-hand = result { $result } calls itself reused; results of an earlier version are taken over by a delta evaluation
refusal-result-exists = result { $result } is on record already
refusal-result-unknown = there is no result { $result } on record
refusal-result-in-the-future = result { $result } is dated { $made }, later than its recording at { $recorded }
refusal-covers-nothing = result { $result } does not say what it covers
refusal-item-not-in-case = result { $result } covers the { word-kind } "{ $item }" (SHA-256 { $digest }), which is in no build of this case
refusal-input-twice = result { $result } names the { word-kind } "{ $input }" twice
refusal-sighting-elsewhere = result { $result } saw something in "{ $item }", but "{ $item }" is not among the things that it covers, or is there twice
refusal-pass-sees-blocking = result { $result } says pass, but saw { $rule }, which blocks, at { $place } in "{ $scope }"
refusal-fail-without-sighting = result { $result } says fail, but lists nothing that it saw
refusal-sighting-unknown = result { $result } lists { $has } sightings (numbered from 0), none has the number { $sighting }
refusal-sighting-raised = sighting { $sighting } of result { $result } is raised as a finding already
refusal-sighting-without-finding = result { $result } saw { $rule } at { $place } in "{ $scope }", but no finding was raised
refusal-finding-exists = finding { $finding } exists already
refusal-finding-unknown = there is no finding { $finding }
refusal-finding-has-ended = finding { $finding } has ended and does not reopen; what is seen again is a new finding
refusal-finding-not-answered = finding { $finding } has no answer of the maker yet
refusal-finding-awaits-reviewer = finding { $finding } awaits the reviewer
refusal-finding-not-ended = finding { $finding } ({ word-test }) has not ended: { $rule } at { $place } in "{ $scope }"
refusal-change-taken-back = finding { $finding } was ended by a change of "{ $item }", but the last build has the old one again; hand in the changed one
refusal-not-again = finding { $finding } points to { $again-of }, which is not an ended finding of the same rule and place
refusal-again-of-missing = finding { $finding } shows again what had ended; say which it shows again: { $ended }
refusal-way-not-open = finding { $finding }: a finding of this test ({ word-test }) does not end by this way: { word-way }
refusal-retest-on-record-before-answer = finding { $finding } was answered after result { $result } came on record; retest after the answer
refusal-no-evidence = no test result is on record
refusal-has-evaluated = { $actor } has evaluated in this case; review, decision and acceptance are for somebody else
refusal-argument-not-accepted = the reviewer has not accepted the VEX argument for finding { $finding }
refusal-nothing-to-accept = finding { $finding } has no VEX argument before the reviewer
refusal-already-decided = the case is decided already
refusal-class-not-asked = class { $class } is neither the class { $asked } asked for nor one below it
refusal-ended-by-interested = finding { $finding } ended on a retest of { $firm }, which may not test for this applicant
refusal-not-decided = no certificate was decided
refusal-number-taken = the certificate number { $number } is taken
refusal-number-of-another-year = the certificate number { $number } does not fit the year of the decision, { $year }
refusal-term-begins = the term begins on { $from }, not between { $earliest } and { $latest }
refusal-term-ends = the term ends on { $until }, but by the edition its last day is { $last-day }
refusal-previous-stands = certificate { $previous } of the earlier version { $version } still stands, and no version-up was declared
refusal-previous-of-another = certificate { $previous } is of another product or category, or is not the one named before
refusal-previous-not-good = certificate { $previous } is { word-standing }, so its results are not taken over
refusal-outcome-against-the-rules = { word-test }: the delta evaluation says something else than its rules do
refusal-reused-names = result { $result } is named but not reused, or reused but not named
refusal-certificate-unknown = there is no certificate { $certificate }
refusal-certificate-over = certificate { $certificate } has ended: { word-standing } since { $since }
refusal-already-superseded = a version-up of certificate { $certificate } to version { $by } is declared already
refusal-same-version = certificate { $certificate } is of version { $version } already
refusal-already-suspended = certificate { $certificate } is suspended already
refusal-not-suspended = certificate { $certificate } is not suspended by the body
refusal-not-expired = certificate { $certificate } has not expired: it is { word-standing }, its last day is { $last-day }
refusal-expiry-on-record = the expiry of certificate { $certificate } is on record already
refusal-not-a-component = certificate { $certificate } does not rest on certificate { $old }
refusal-replaced-by-itself = certificate { $old } cannot be replaced by itself
refusal-replacement-not-valid = the replacement { $new } is not valid: { word-standing }
refusal-replacement-does-not-cover = the replacement { $new } does not cover what is installed (SHA-256 { $digest })
refusal-not-the-successor = certificate { $new } is of another product or category than certificate { $old }
refusal-replacement-class-too-low = the replacement { $new } is of class { $class }, which is too low; needed, one of these or above: { $at-least }
refusal-replacement-not-declared = no replacement of { $old } is declared for certificate { $certificate }
refusal-entry-unknown = there is no appeal or complaint { $entry }
refusal-entry-handled = { $entry } is answered already
refusal-entry-of-another-case = { $entry } belongs to another case
refusal-had-part = { $actor } had a part in this; appeals and complaints are answered by somebody who had none
refusal-surveillance-exists = surveillance case { $surveillance } exists already
refusal-surveillance-unknown = there is no surveillance case { $surveillance }
refusal-surveillance-closed = surveillance case { $surveillance } was closed on { $since }
refusal-flaws-missing = no flaw is named; a surveillance case needs at least one
refusal-flaw-not-new = { $rule } in { $place } ({ $scope }) is not new for certificate { $certificate }: it was known at the decision, or an open surveillance case names it
refusal-flaw-not-blocking = { $rule } in { $place } ({ $scope }) is not bad enough for a surveillance case
refusal-due-not-by-edition = the due date is { $due }, by the edition { $by-edition }
refusal-not-overdue = surveillance case { $surveillance } is not overdue; it is due on { $due }
refusal-surveillance-overdue = certificate { $certificate } does not come back while surveillance case { $surveillance } is overdue
refusal-surveillance-not-answered = the holder has not answered surveillance case { $surveillance } with a signed VEX document
refusal-answer-repeated = surveillance case { $surveillance } was answered with this document before ({ $vex })
refusal-not-looked-again = surveillance case { $surveillance } is closed only after another match, whose answer is kept
refusal-certificate-stands = certificate { $certificate } has not ended: { word-standing }
refusal-flaw-still-there = certificate { $certificate } has { $rule } in { $place } ({ $scope }) too

# Why a retest does not end a finding.
refusal-retest-of-another-test = finding { $finding } is of one test ({ word-test }), the retest of another ({ word-retested }); do the same test again
refusal-retest-with-another-tool = finding { $finding } was made with { $first }, the retest with { $retest }; use the same tool
refusal-retest-with-older-tool = finding { $finding } was made with version { $first } of the tool, the retest with { $retest }; use the same version or a newer one
refusal-retest-with-older-feed = finding { $finding }: the advisories of the retest are older than those of the finding, or of unknown date (finding: { $first }; retest: { $retest ->
    [unknown] unknown
   *[other] { $retest }
}); use the same advisories or newer ones
refusal-retest-without-feed = finding { $finding }: the retest did not use the advisories "{ $feed }"
refusal-retest-with-other-input = finding { $finding }: the retest used other { word-kind } ("{ $name }") with the same version of the tool
refusal-retest-scope-smaller = finding { $finding }: the retest did not look at "{ $scope }"; look at all that the first test looked at
refusal-retest-did-not-look = finding { $finding }: the retest did not look at { $place } in "{ $scope }"
refusal-retest-shows-it-again = finding { $finding }: the retest shows { $rule } at { $place } in "{ $scope }" again
refusal-retest-sets-it-aside = finding { $finding }: the retest shows { $rule } at { $place } in "{ $scope }" again, as a candidate that the maker rejects; that ends no finding. Fix it, or answer it by a signed VEX statement
refusal-retest-inconclusive = finding { $finding }: the retest is inconclusive
refusal-input-unchanged = finding { $finding }: "{ $item }" is unchanged since the finding was made
refusal-retest-of-another-build = finding { $finding }: the retest does not cover "{ $item }" of the last build
refusal-retest-without-vex = finding { $finding }: the retest did not use the VEX document (SHA-256 { $vex })
refusal-vex-not-new = finding { $finding } was made although the VEX document (SHA-256 { $vex }) was used; a new argument is needed
refusal-way-not-allowed = finding { $finding }: a finding of this test ({ word-test }) cannot be ended by this way: { word-way }
refusal-retest-by-applicant = finding { $finding }: the retest was done by the applicant's own firm { $firm }; another firm does it
refusal-retest-before-answer = finding { $finding }: the retest of { $retested } is earlier than the answer of { $answered }

# Why evidence does not earn a class.
refusal-unknown-category = the edition of the scheme has no category { $category }
refusal-unknown-class = category { $category } has no class { $class }; it has: { $known }
refusal-ambiguous-item = the build has two of the same kind and name: { word-kind } "{ $item }"
refusal-nothing-to-cover = { word-test }: the build has nothing of the kind that this test examines: { word-kind }
refusal-no-result = { word-test }: there is no result
refusal-other-build = { word-test }: result { $result } is about another build; what differs: { $items }
refusal-not-covered = { word-test }: result { $result } does not cover: { $items }
refusal-not-passed = { word-test }: result { $result } is not a pass ({ word-verdict })
refusal-pass-with-blocking = { word-test }: result { $result } says pass, but has { $rule }, which blocks, at { $name } in "{ $scope }"
refusal-too-old = { word-test }: result { $result } is { $age-days } days old, the limit is { $limit-days }; test again
refusal-from-the-future = { word-test }: result { $result }, or its advisories, is dated { $dated }, later than the decision at { $decided }
refusal-reused = { word-test }: result { $result } was taken over from an earlier version, but this test is done again every time
refusal-feed-age-unknown = { word-test }: result { $result } does not say of which date its advisories were
refusal-feed-too-old = { word-test }: the advisories of result { $result } are { $age-days } days old, the limit is { $limit-days }; test with newer ones
refusal-open-finding = finding { $finding } ({ word-test }) is open: { $rule } at { $name } in "{ $scope }"
refusal-no-component = no component holds a valid certificate of category { $category }; needed, one of these classes or above: { $at-least }
refusal-component-uncertified = component "{ $component }" (category { $category }) holds no certificate
refusal-component-not-valid = certificate { $certificate } of component "{ $component }" is not valid at the decision
refusal-component-category = certificate { $certificate } of component "{ $component }" is of category { $held }, not { $category }
refusal-component-class = certificate { $certificate } of component "{ $component }" is of class { $held }, which is too low; needed, one of these or above: { $at-least }
refusal-component-digest = certificate { $certificate } of component "{ $component }" does not cover what is installed (SHA-256 { $digest })
refusal-component-unstated = nothing is stated about component "{ $component }" of the build
refusal-component-not-in-build = component "{ $component }" is stated, but is not in the build with this digest

# Delta evaluation: why a result is reused or a test done again.
delta-same = everything covered and every input is the same as for result { $result } ({ $made }, { $age-days } days old)
delta-signed-report = result { $result } is a signed report ({ $tool } { $version })
delta-unknown-test = the edition of the scheme has no test "{ $test }"
delta-no-result = there is no earlier result
delta-not-passed = result { $result } is not a pass ({ word-verdict })
delta-changed = "{ $item }" has changed
delta-gone = "{ $item }" is gone
delta-new = "{ $item }" is new
delta-input-changed = { word-kind } "{ $input }" changed
delta-input-gone = { word-kind } "{ $input }" no longer used
delta-input-new = { word-kind } "{ $input }" newly used
delta-too-old = result { $result } is { $age-days } days old, the limit is { $limit-days }
delta-from-the-future = result { $result } is dated { $made }, later than this evaluation
delta-always-again = this test is done again for every version
delta-no-engine = no program here does this test by itself

# Why a certificate is not valid.
cause-term-ended = the last day of its term was { $last-day }
cause-version-went-up = void from { $effective }: the version went up to { $to }
cause-withdrawn-because = withdrawn, because: { $why }
cause-suspended-because = suspended, because: { $why }
cause-component-suspended = certificate { $certificate } of component "{ $name }" is suspended
cause-component-ended = certificate { $certificate } of component "{ $name }" has ended, it is { word-standing }; replace it by { $replace-by } with its successor
cause-component-not-replaced = certificate { $certificate } of component "{ $name }" ended and was not replaced by { $limit }
cause-component-unknown = the state of certificate { $certificate } of component "{ $name }" is not known

# Why a signed report is refused.
report-summary-unreadable = the report's summary cannot be read (details: { $what })
report-unknown-test = the report is about the test "{ $test }", which the edition of the scheme does not have; it has: { $known }
report-other-product = the report's summary is about "{ $said }", not about this product ({ $names })
report-other-version = the report's summary is about version { $said }, the build is of version { $version }
report-covers-nothing = the report's summary does not say what it covers
report-covers-twice = the report's summary lists "{ $item }" twice among what it covers
report-looked-nowhere = the report's summary says pass, but not where it looked
report-ends-before-start = the test ended at { $ended }, before it began at { $started }
report-feed-age-unknown = { word-test }: this test reads advisories; the report's summary does not say of which date they were
report-no-sarif = no SARIF file is attached; attach one that shows what was evaluated
report-sarif-missing = the SARIF file "{ $file }" (SHA-256 { $digest }) that the summary names was not handed in
report-sarif-unnamed = the summary does not name the SARIF file (SHA-256 { $digest }) that was handed in
report-sarif-unreadable = the SARIF file "{ $file }" cannot be read (details: { $what })
report-other-tool = the summary names { $tool } { $version }, but its SARIF is by { $found }
report-unplaced = { $rule }, seen at { $name }, belongs to none of the covered things
report-seen-elsewhere = something was seen where the summary does not say it looked: { $rule } at { $name } in "{ $scope }"
report-pass-with-blocking = the summary says pass, but its SARIF has something that blocks: { $rule } at { $name } in "{ $scope }"
report-fail-without-blocking = the summary says fail, but its SARIF has nothing that blocks

# What a reader of a SARIF file must know.
report-no-runs = the SARIF has no run of any tool
report-not-executed = run { $run }: { $tool } did not end successfully
report-execution-unknown = run { $run }: nothing says whether { $tool } ended successfully
report-tool-error = run { $run }: { $tool } reported an error: { $text }
report-not-evaluated = run { $run }: { $tool } evaluated nothing
report-results-elsewhere = run { $run }: the results of { $tool } lie in other files; hand in one SARIF that holds them
report-undecided = { $rule } at { $name } in "{ $scope }" { $kind ->
    [open] is not decided
    [review] waits for a person to look at it
   *[other] is left as { $kind }
}
report-suppressed = { $rule } at { $name } in "{ $scope }" does not count, because its suppression was accepted (reason: { $justification })
report-suppression-not-accepted = { $rule } at { $name } in "{ $scope }" counts: its suppression is not accepted
report-baseline-absent = { $rule } at { $name } in "{ $scope }" is gone in the tool's opinion, which alone ends no finding

# Why a certificate or a register is not believed, or cannot be checked.
register-bundle-too-long = the certificate file has { $bytes } bytes, the limit is { $limit }
register-bundle-malformed = the certificate file has the wrong form (details: { $detail })
register-media-type = the file's media type "{ $found }" is not that of a Sigstore bundle v0.3
register-log-entries = exactly one log entry is needed, there are { $found }
register-envelope-refused = the signed envelope (DSSE) is not in order (details: { $detail })
register-statement-refused = the signed statement is not in order (details: { $detail })
register-keyid-differs = two keys are named: "{ $hint }" beside the certificate, "{ $keyid }" at the signature
register-key-unknown = key "{ $keyid }" is not in the trust file
register-key-purpose = key "{ $keyid }" may not sign this kind of statement: { word-statement }
register-key-period = key "{ $keyid }" did not hold at { $time }
register-key-revoked = key "{ $keyid }" was revoked at { $revoked }, and too few witnesses show that this existed before
register-signature-wrong = the signature is not that of key "{ $keyid }" over this statement; it may have been changed
register-leaf-refused = the log entry is not in order (details: { $detail })
register-leaf-kind-differs = the log entry is called "{ $said }", but is "{ $is }"
register-leaf-of-another-statement = the log entry is of another statement or signature
register-leaf-of-another-key = the log entry names another key
register-log-index-differs = the place in the log is given twice and differs: { $outer } and { $inner }
register-log-id-differs = the log's identifier is not that of "{ $origin }"
register-time-unsigned = there is a time of entry (second { $seconds } since 1970) that nobody signed
register-shard-unknown = the register "{ $origin }" is not in the trust file
register-shard-period = a statement of { $time } is outside the period of the register "{ $origin }"
register-checkpoint-refused = the register's checkpoint is not in order (details: { $detail })
register-checkpoint-differs = the size or root hash of the register that the certificate shows contradicts its checkpoint
register-witnesses-missing = too few witnesses have signed the checkpoint of "{ $origin }": needed { $quorum }, found { $found }
register-inclusion-wrong = the proof that it stands in the register is wrong (details: { $detail })
register-not-a-certificate = this is not a certificate but another kind of statement: { word-statement }
register-demonstration-differs = one is a demonstration, the other is real (trust file: { $trust ->
    [real] real
   *[other] a demonstration
}; certificate: { $certificate ->
    [real] real
   *[other] a demonstration
})
register-artefact-not-covered = the file "{ $name }" (SHA-256 { $sha256 }) is not covered by this certificate
register-summary-differs = the summary (SVR) beside it does not belong to this certificate
register-document-differs = { $name } is not the document of this certificate (certified is SHA-256 { $sha256 }); it may have been changed
register-entries-differ = the entries of the register "{ $origin }" do not fit its checkpoint; they may have been changed. First wrong entry (– cannot be told): { $index }
register-closed-shard-differs = the closed register "{ $origin }" does not end as the trust file says
register-register-inconsistent = the first { $size } entries of the register "{ $origin }" are not those that the certificate shows; they may have been rewritten
register-tree-smaller = the register "{ $origin }" shows { $found } entries, but { $known } were signed before: an old copy, or entries were taken away
register-trees-differ = the register "{ $origin }" has signed two versions that differ within the first { $size } entries: different registers were shown to different people
register-entry-of-another-bundle = entry { $index } of the register "{ $origin }" is not the one that the certificate shows
register-entry-refused = entry { $index } of the register "{ $origin }" is not in order (details: { $detail })
register-file-malformed = the register's file { $path } has the wrong form (details: { $detail })
register-tile-differs = the register's file { $path } does not hold the hashes of its entries
register-page-differs = the register's file { $path } is not the page of the state table that the body signed
register-not-in-table = the register's state table has no certificate { $number }
register-table-missing = the last entry ({ $index }) of the register "{ $origin }" is no state table; the state can be told only from all entries (--full)
register-copy-differs = the copy { $path } in the register's folder is not what the register says (details: { $detail })
register-copy-unknown = { $path } in the register's folder is a copy of a certificate that is not in the register
register-index-differs = the list { $path } is not what the register says for the list's own day
register-not-yet-valid = not yet valid: the term begins at { $from }
register-suspended = suspended since { $since }, because: { word-why.said }
register-expired = expired at { $since }
register-void = void since { $since }, superseded by version { $version }, because: { word-why.said }
register-withdrawn = withdrawn at { $since }, because: { word-why.said }
register-component-not-valid = certificate { $certificate } of component "{ $component }" is not valid: { word-status } since { $since }
register-state-not-asked = today's state was not looked up; give the register with --register, or ask for the certificate as issued with --as-issued
register-asked-about-the-future = { $at } is later than what the register can know, which ends at { $until }; a certificate valid until then may still be suspended, void or withdrawn
register-trust-refused = the trust file is not in order (details: { $detail })
register-unreachable = { $path } cannot be read (details: { $detail })
register-missing = { $path } is missing
register-statement-missing = the statement (SHA-256 { $sha256 }) of entry { $index } of the register "{ $origin }" is missing; without it the state cannot be told
register-checkpoint-too-old = the checkpoint of the register "{ $origin }" is of { $time }, older than the limit of { $limit-days } days; get the register anew
register-checkpoint-ahead = the checkpoint of the register "{ $origin }" is of { $time }, later than now; check the clock
register-checkpoint-age-unknown = the age of the checkpoint of the register "{ $origin }" cannot be told: the register has no entry, or it was closed and the trust file does not know the one that follows
register-shard-ended = the register "{ $origin }" was closed and "{ $next }" follows; the trust file is too old, get a new one
register-register-older = the register "{ $origin }" has { $found } entries, but { $wanted } when the certificate was issued; this is an older copy, get the register anew

# Why a matching came to its verdict.
match-findings = findings that nothing answers: { $count }
match-candidates = { $count } candidates found by CPE, build or name wait for a person to accept or reject them with a reason (--decisions, or decisions in product.toml)
match-no-parts = there is no parts list, or none with a part in it
match-empty-list = the parts list "{ $list }" holds nothing but the product's own parts; the tool that made it may have seen nothing, or the sources of the other parts were taken out
match-list-not-whole = the parts list "{ $list }" is not whole: { $package } depends on { $needs }, which is not in it; take the file as it lies on the system
match-no-feed = there are no advisories for { $ecosystem }; parts that need them: { $parts }
match-feed-unusable = the advisories "{ $feed }" cannot decide ({ $fault ->
    [missing] cannot be had
    [archive] the archive is damaged or beyond a limit
    [not-advisories] the file is no advisory
    [empty] nothing in it is a record of advisories that is read here, see docs/formats-and-limits.md
    [torn] a record is damaged, and nobody knows of which package it speaks
    [too-many-rejected] too many records that could not be read
   *[other] { $fault }
}). Details: { $detail }
match-feed-too-old = what the advisories "{ $feed }" say about { $ecosystem ->
    [CPE] products by CPE name
    [Product] products by name
   *[other] { $ecosystem }
} is { $age-days } days old, the limit is { $limit-days }; give newer ones
match-feed-age-unknown = the advisories "{ $feed }" have no date from which the age of what they say about { $ecosystem ->
    [CPE] products by CPE name
    [Product] products by name
   *[other] { $ecosystem }
} could be told
match-feed-too-small = the advisories "{ $feed }" have { $records } records about { $ecosystem }, at least { $least } are needed; give the whole feed
match-own-part-in-feed = the product's own part "{ $part }" { $version } has the name of a published package with advisories ({ $advisories }) and may be a copy of it; take it from the registry, or argue for it under unmatchable in product.toml
match-vex-unsigned = the VEX document "{ $document }" answers nothing: { $lack ->
    [no-signature] it carries no signature; sign it as a DSSE envelope
    [no-known-key] none of its signatures is of a key given with --vex-key over these bytes
    [other-type] it was signed as another kind of document than it is (payloadType)
   *[other] { $lack }
}
match-unmatchable-parts = { $parts } of the { $of } parts that are not the product's own could not be matched and are not explained (allowed: { $allowed-permille } in a thousand)

# Why a part could not be matched.
unmatchable-no-purl = no package URL, and nothing to derive one from
unmatchable-purl = a package URL that cannot be read
unmatchable-several-purls = several package URLs for one part
unmatchable-no-ecosystem = a kind of package for which no ecosystem has advisories
unmatchable-no-release = unknown release of the distribution
unmatchable-no-source = a package of a system whose source package the list does not name: advisories use that name, and under the package's own nothing is known
unmatchable-no-version = no version given
unmatchable-version-conflict = two versions that differ
unmatchable-version = a version that cannot be read by the rule of its ecosystem
unmatchable-no-version-rule = an ecosystem whose order of versions is not known here
unmatchable-no-feed = no advisories for the ecosystem
unmatchable-feed-unusable = advisories for the ecosystem that cannot be used
unmatchable-advisory-rejected = an advisory about this very package that could not be read, or does not say which versions have the flaw
unmatchable-git-source = from a version control repository, of which no advisory speaks
unmatchable-other-registry = from another registry, archive or folder than the ecosystem's own
unmatchable-broken-link = a link to something that the list does not hold
unmatchable-too-long = name, version or package URL too long
unmatchable-control-character = a control character in the name or version
unmatchable-own-name-in-feed = listed as the product's own, but with the name and version of a published package with advisories
unmatchable-only-named = known by CPE or by the names of vendor and product only: a person must look

# What a verification looks at.
check-signature = the signature, by a key of the body that held when it was made
check-log-proof = the proof that it stands in the register
check-witnesses = signatures of independent witnesses, as many as the trust file asks for
check-artefacts = that the files given are the ones certified
check-summary = that the summary (SVR) beside it belongs to this certificate
check-document = that the document (certificate.html) beside it is the one certified
check-freshness = signature and age of the register's checkpoint
check-consistency = that the register goes on from what it was when the certificate was issued
check-history = all entries of the register, followed one by one
check-state-table = the register's state table
check-state = the certificate's state at the time asked about

# What a maker's evidence lacks for a class.
earn-not-passed = { word-test }: { word-verdict }; why stands above
earn-open-findings = { word-test }: { $count } open findings; each stands above, with what to do
earn-report-refused = { word-test }: the report that was handed in cannot be taken:

# Why a story ends without a certificate.
story-case-over = the case is over ({ word-stage }); apply anew to go on
story-no-engine = { word-test }: no program here does it by itself, and there is no signed report of an accredited evaluator; add one to reports in product.toml
story-nothing-given = { word-test }: product.toml lacks what this test needs: { $test ->
    [vulnerability] add a parts list (parts_lists) to the build
    [continuing] add the declaration of the continuing measures (declaration)
   *[other] add what is to be tested to the build
}
story-build-not-at-hand = the build handed in last in this case is not in product.toml; put its description and files back
story-findings-unanswered = findings without an answer: { $findings }; add a fixed build or a signed VEX statement to product.toml
refusal-report-not-kept = result { $result } rests on the report with SHA-256 { $report }, which does not come with it
refusal-looked-nowhere = result { $result } is a pass, but says of no place that it was looked at
story-other-build-certified = certificate { $number } stands for version { $version } with other contents or under another name; what is in product.toml was not examined. Hand it in as a new version
story-other-class-certified = certificate { $number } is of class { $class }, class { $asked } is asked for; hand it in as a new version
story-class-changed = case { $case } was opened for class { $class }, product.toml asks for { $asked }; finish it, or apply again with a new version
story-version-not-asked = the build handed in last calls itself { $version }; version { $asked } is to be certified: hand it in

# Mistakes in product.toml and the files that it names
product-no-product-file = { $path }: there is no such file. The folder of a product holds one that says what the product is; the shortest:
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
    The whole form: docs/formats-and-limits.md. To look for known vulnerabilities only, without such a file: sekisho match { $parts-list }
product-unreadable = { $path }: cannot be read
product-too-large = { $path }: larger than { $limit } bytes
product-not-text = { $path }: not UTF-8 at byte { $offset }
product-form = { $path }: not in the form of a product file
product-content = { $path }: { $place }
product-root-as-list = { $path }: a root file system or an image is no parts list of a product; copy its package database (var/lib/dpkg/status, lib/apk/db/installed or rpmdb.sqlite) and its os-release beside product.toml, and name them as parts_lists and os_release
product-empty = artefact "{ $name }": has no bytes; a certificate for nothing certifies nothing
product-other-digest = { $path }: SHA-256 is { $found }, product.toml says { $said }
product-not-one-line = "{ $text }": wants one line of 1 to { $most } characters, without control characters and invisible ones
product-no-version = none given; at least one [[version]] is needed
product-version-twice = stands twice; each version has one [[version]] with its builds
product-no-build = has no [[version.build]]; at least one is needed
product-names-nothing = names nothing: no artefact, parts list, source, document, interface or component
product-no-artefact = names no artefact; a certificate is for files, each by its digest
product-list-without-path = parts list "{ $name }" has no path; a list is read, a digest is not enough
product-name-taken = the name "{ $name }" is taken by the certificate itself
product-name-twice = the name "{ $name }" stands twice; give one of them another name
product-leads-out = { $path } leads out of the product folder; paths are relative to it
product-engine-test = a report of { $test }: that test is done by an engine here
product-report-twice = two reports of { $test }; one report speaks for one build
product-neither-path-nor-digest = file "{ $name }" has neither path nor sha256; one of them is needed

# Why a certification does not begin
unable-foreign-register = { $path } is the register of another body; choose another --into, or name the body with --body
unable-no-advisories = { $path } names no advisories, --advisories gives none, and the data folder keeps none (`sekisho advisories update`); those of product.toml are the applicant's own
unable-other-edition = the body in { $path } works by edition { $found }, the product asks for { $asked }
unable-no-category = edition { $edition } has no category { $asked }; it has { $known }
unable-no-class = category { $category } has no class { $asked }; it has { $known }
unable-no-test = a report of { $asked }, which is no test; tests are { $known }

# Why an act cannot be done, before the rules are asked.
story-key-of-nobody = { $path } is a key that is registered for nobody in this body (public key { $key }); the registrar registers it with body key register
# Why surveillance can say nothing about a certificate.
unseen-list-not-kept = the parts list { $list } was handed in by its digest alone, so it cannot be matched again
unseen-list-not-read = the parts list { $list } cannot be read: { $detail }
unseen-vex-not-read = the VEX document { $digest } cannot be read: { $detail }

# What is wrong with a declaration of continuing measures.
continuing-contact-form = the security contact "{ $found }" is neither a mail address nor an https address
continuing-policy-missing = the policy of coordinated disclosure is missing; name an https address or a document
continuing-policy-not-https = the policy of coordinated disclosure "{ $found }" is not an https address
continuing-support-ends-early = support ends on { $support-until }, not after the certificate's end on { $certificate-end }
continuing-update-channel-missing = nothing says how updates reach the product
continuing-update-channel-not-https = updates come from "{ $found }", which is not an https address
continuing-user-support-form = user support "{ $found }" is no mail address, https address or telephone number
continuing-fix-too-long = { $days } days to fix a { $severity } vulnerability are promised, the limit is { $limit }
continuing-fix-waits-longer = { $days } days to fix a { $severity } vulnerability are promised, but { $worse } days for a worse one
continuing-security-txt-expired = security.txt expired on { $expires }; publish a new one
continuing-security-txt-other-contact = security.txt names { $found }, not the declared contact { $declared }
continuing-txt-too-large = security.txt has { $bytes } bytes, the limit is { $limit }
continuing-txt-too-many-lines = security.txt has more than { $limit } lines
continuing-txt-not-text = security.txt, line { $line }: not plain text in UTF-8
continuing-txt-line = security.txt, line { $line }: neither a comment nor "name: value"
continuing-txt-signature-frame = security.txt: the frame of its OpenPGP signature is not whole
continuing-txt-no-contact = security.txt has no Contact
continuing-txt-no-expires = security.txt has no Expires
continuing-txt-twice = security.txt, line { $line }: { $field } stands there a second time
continuing-txt-value = security.txt, line { $line }: "{ $found }" is no { $field } as RFC 9116 asks for
report-attachment-missing = the attachment “{ $file }” that the summary names (SHA-256 { $digest }) was not handed in
report-attachment-unnamed = the summary does not name the file “{ $file }” that was handed in (SHA-256 { $digest })
report-attachment-too-long = “{ $file }” has { $said } bytes, the limit is { $limit }
report-too-many-attachments = { $said } files belong to the report, the limit is { $limit }
