# Help and refusals of the command line.
cli-about = The checkpoint for medical IT: tests products, issues signed certificates in a register that anyone can verify
cli-help-template =
    {"{"}about-with-newline{"}"}
    Usage: {"{"}usage{"}"}

    {"{"}all-args{"}"}
cli-heading-commands = Commands
cli-heading-options = Options
cli-heading-arguments = Arguments
cli-value-command = COMMAND
cli-certify = Take a product from application to certificate, with demonstration actors unless a body is configured
cli-check = See what would be found and which class a product would earn, without body or register
cli-verify = Verify a certificate: its signature, its place in the register, and today's state
cli-match = Match parts lists against advisories
cli-register = Make a register, or its pages
cli-register-init = Make an empty register with its keys and its trust file
cli-register-page = Make the register's list for people (index.html) and for programs (index.json)
cli-register-audit = Read a whole register and name the first entry that is not in order
cli-scheme = Show the editions of the certification scheme
cli-scheme-list = List the editions
cli-scheme-show = Show an edition: categories, classes, tests and rules
cli-arg-help = Show this help
cli-arg-version = Show the version
cli-arg-lang = Language, ja or en (else the environment's; Japanese when in doubt)
cli-arg-json = Print one JSON value on standard output
cli-arg-verbose = Say more on standard error (-vv: still more)
cli-arg-product = Folder with product.toml
cli-arg-into = Folder for the results (default: demo)
cli-arg-advisories = Advisories: folders or archives (tar, tar.gz, tar.zst, zip), OSV JSON, RustSec, KEV
cli-arg-body = Configuration of a real body (body.toml); a demonstration without it
cli-arg-certificate = The certificate: certificate.json
cli-arg-trust = Trust file with the body's keys (default: trust.json in the user's sekisho configuration folder)
cli-arg-trust-new = Where to write the trust file; it must not exist
cli-arg-register = The register, a folder: is the certificate valid today?
cli-arg-as-issued = Verify only as it was issued; today's state is not asked for
cli-arg-at = Ask for the state at this time: 2027-04-01 (its end in UTC; of today, this moment) or RFC 3339
cli-arg-artefact = Also check that these files are the ones certified
cli-arg-full = Fold every statement of the register
cli-arg-parts = Parts lists: Cargo.lock, package-lock.json, CycloneDX JSON, SPDX JSON, dpkg status
cli-arg-vex = VEX statements of the maker (OpenVEX)
cli-arg-max-age = Oldest advisories that still decide, in days
cli-arg-os-release = os-release file of the system that the dpkg status is from
cli-arg-register-folder = The register's folder
cli-arg-body-folder = New private folder for the body's keys and records
cli-arg-origin = The register's name, like register.example/2026
cli-arg-name-ja = The body's name in Japanese
cli-arg-name-en = The body's name in English
cli-arg-address = The address under which the register is published, https://…
cli-arg-edition = The edition, like mitsf-2016
cli-unknown-language = no language { $value }; have ja, en
cli-unknown-argument = unknown argument: { $word }
cli-unknown-command = unknown command: { $word }
cli-missing-argument = needed, but not given: { $word }
cli-missing-command = a command is needed
cli-wrong-value = { $word }: { $value } is not allowed; allowed: { $allowed }
cli-conflict = { $word } cannot be used together with { $other }
cli-wrong-use = cannot be used like this: { $word }
cli-standard-input-twice = - can be given once only: standard input is one file
cli-allowed-moment = a day like 2027-04-01 or a moment like 2027-04-01T00:00:00Z, in the years 1970 to 9998
cli-no-trust-no-home = no trust file: give --trust FILE; neither HOME nor XDG_CONFIG_HOME is set, so there is no folder to look for one. A register's own keys are not believed
cli-suggestion = did you mean { $meant }?
cli-see-help = See `sekisho --help`.

# Refusals and results of register commands.
register-init-origin = --origin { $found } is not allowed; allowed: body/name, like register.example/2026, the name of a-z, 0-9, - and .
register-init-name = { $found } is empty or holds a control character; the body needs a name in both languages
register-init-address = --address { $found } is not allowed; allowed: an https address, like https://register.example/
register-page-left = No page made, because the register is not in order; what stood there stays: { $path }
