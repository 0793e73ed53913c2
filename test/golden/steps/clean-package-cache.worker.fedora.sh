# check
[ -z "$(find /var/cache/dnf /var/cache/libdnf5 -mindepth 2 -type f 2> /dev/null | head -n 1)" ] || need "dnf has indexes or packages from before"

# apply
for place in /var/cache/dnf /var/cache/libdnf5; do if [ -d "$place" ]; then find "$place" -mindepth 1 -delete; fi; done
