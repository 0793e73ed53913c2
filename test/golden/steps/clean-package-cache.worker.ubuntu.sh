# check
[ -z "$(find /var/lib/apt/lists /var/cache/apt/archives -type f ! -name lock 2> /dev/null | head -n 1)" ] || need "apt has indexes or packages from before"

# apply
find /var/lib/apt/lists /var/cache/apt/archives -type f ! -name lock -delete 2> /dev/null || true
