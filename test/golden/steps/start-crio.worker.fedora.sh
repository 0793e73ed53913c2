# check
systemctl -q is-enabled crio 2> /dev/null || need "CRI-O is not enabled"
systemctl -q is-active crio || need "CRI-O is $(systemctl is-active crio)"
[ -S /var/run/crio/crio.sock ] || need "CRI-O has no socket yet"

# apply
systemctl -q enable crio
systemctl start crio || { journalctl -u crio -n 15 --no-pager -o cat; fail step-failed "CRI-O does not start"; }
