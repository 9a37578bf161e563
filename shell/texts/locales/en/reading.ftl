# Messages about reading a register from a web server. Names are "reading-code".

reading-no-address = { $register } cannot be used as the address of a register; what can: an http or https address like https://register.example/2026, without a user name, ? or # (host names outside ASCII in their xn-- form)

# Why a file could not be had from the server.
reading-elsewhere = the path leads out of the register and is not asked for
reading-host-unknown = there is no server named "{ $host }"
reading-no-connection = no connection to the server ({ $detail })
reading-connect-too-slow = no connection to the server within { $seconds } seconds
reading-not-trusted = the server's TLS certificate is not trusted, or the encryption failed ({ $detail }); an authority of your own goes into this machine's list, or into a file that SSL_CERT_FILE names
reading-no-authorities = this machine has no list of TLS certificate authorities (on Debian: install ca-certificates)
reading-proxy-refused = there is no way through the proxy { $proxy } ({ $detail })
reading-not-http = the server's answer is not proper HTTP ({ $detail })
reading-status = the server answered with status { $status }
reading-redirected = the server sends us elsewhere (status { $status }, to "{ $target }"); redirects are not followed
reading-redirect-refused = the server sends elsewhere, to where nobody follows: "{ $target }" (no address, or no longer encrypted)
reading-too-many-redirects = the servers send from one to the next more than { $limit } times
reading-web-page = a web page came where a file was asked for (a login page of the network, or an error page of the server?)
reading-packed = the server sent the file packed ("{ $encoding }"), although it was asked not to
reading-length-missing = the server's answer does not say how long it is, so that a cut would not be noticed
reading-length-differs = the length that the server says ({ $said }) is not that of what it sent ({ $found })
reading-range-differs = the server was asked for what follows byte { $asked } and sent another part ({ $said })
reading-too-long = the file is too long; such a file has at most { $limit } bytes
reading-cut = the connection ended in the middle of the answer, after { $bytes } bytes
reading-silent = the server sent nothing for { $seconds } seconds
reading-too-slow = the file did not arrive within { $seconds } seconds (--timeout gives it more)
reading-over-time = the time for the whole reading, { $seconds } seconds, is over (--timeout gives it more)
reading-over-bytes = more was read than { $limit } bytes, the limit for the whole reading
reading-failed = it cannot be read from the server ({ $detail })
