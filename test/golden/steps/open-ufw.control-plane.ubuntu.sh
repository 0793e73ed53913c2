# check
rules=$(sed -n '/^### tuple ### /{ s///; s/ comment=[0-9a-f]*$//; p; }' /etc/ufw/user.rules)
wanted=$(printf '%s\n' 'allow proto tcp to any port 6443,30000:32767' 'allow proto udp to any port 30000:32767' 'allow proto tcp from 192.0.2.11 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.11 to any port 8472' 'allow proto tcp from 192.0.2.12 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.12 to any port 8472' 'allow proto tcp from 192.0.2.13 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.13 to any port 8472' 'allow from 10.244.0.0/16' 'route allow from 10.244.0.0/16' 'route allow to 10.244.0.0/16')
gone=$(if [ -e /etc/slipway/ufw ]; then printf '%s\n' "$wanted" | grep -vxF -f - /etc/slipway/ufw; fi || true)
for rule in 'allow tcp 6443,30000:32767 0.0.0.0/0 any 0.0.0.0/0 in' 'allow udp 30000:32767 0.0.0.0/0 any 0.0.0.0/0 in' 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.11 in' 'allow udp 8472 0.0.0.0/0 any 192.0.2.11 in' 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.12 in' 'allow udp 8472 0.0.0.0/0 any 192.0.2.12 in' 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.13 in' 'allow udp 8472 0.0.0.0/0 any 192.0.2.13 in' 'allow any any 0.0.0.0/0 any 10.244.0.0/16 in' 'route:allow any any 0.0.0.0/0 any 10.244.0.0/16 in' 'route:allow any any 10.244.0.0/16 any 0.0.0.0/0 in'; do
  printf '%s\n' "$rules" | grep -qxF "$rule" || need "ufw has no rule $rule"
done
[ -z "$gone" ] || need "ufw still has: $(printf '%s' "$gone" | head -n 1)"

# apply
take_back() {
  case $1 in
    route\ *) ufw route delete ${1#route } < /dev/null > /dev/null ;;
    *) ufw delete $1 < /dev/null > /dev/null ;;
  esac
}
rules=$(sed -n '/^### tuple ### /{ s///; s/ comment=[0-9a-f]*$//; p; }' /etc/ufw/user.rules)
wanted=$(printf '%s\n' 'allow proto tcp to any port 6443,30000:32767' 'allow proto udp to any port 30000:32767' 'allow proto tcp from 192.0.2.11 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.11 to any port 8472' 'allow proto tcp from 192.0.2.12 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.12 to any port 8472' 'allow proto tcp from 192.0.2.13 to any port 2379:2380,10250,10257,10259' 'allow proto udp from 192.0.2.13 to any port 8472' 'allow from 10.244.0.0/16' 'route allow from 10.244.0.0/16' 'route allow to 10.244.0.0/16')
gone=$(if [ -e /etc/slipway/ufw ]; then printf '%s\n' "$wanted" | grep -vxF -f - /etc/slipway/ufw; fi || true)
# It is noted first, so that a reset knows also what was cut off in between.
let_in() {
  if printf '%s\n' "$rules" | grep -qxF "$1"; then return 0; fi
  grep -qsxF "$2" /etc/slipway/ufw || printf '%s\n' "$2" >> /etc/slipway/ufw
  ufw $2 comment slipway < /dev/null > /dev/null
}
let_in 'allow tcp 6443,30000:32767 0.0.0.0/0 any 0.0.0.0/0 in' 'allow proto tcp to any port 6443,30000:32767'
let_in 'allow udp 30000:32767 0.0.0.0/0 any 0.0.0.0/0 in' 'allow proto udp to any port 30000:32767'
let_in 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.11 in' 'allow proto tcp from 192.0.2.11 to any port 2379:2380,10250,10257,10259'
let_in 'allow udp 8472 0.0.0.0/0 any 192.0.2.11 in' 'allow proto udp from 192.0.2.11 to any port 8472'
let_in 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.12 in' 'allow proto tcp from 192.0.2.12 to any port 2379:2380,10250,10257,10259'
let_in 'allow udp 8472 0.0.0.0/0 any 192.0.2.12 in' 'allow proto udp from 192.0.2.12 to any port 8472'
let_in 'allow tcp 2379:2380,10250,10257,10259 0.0.0.0/0 any 192.0.2.13 in' 'allow proto tcp from 192.0.2.13 to any port 2379:2380,10250,10257,10259'
let_in 'allow udp 8472 0.0.0.0/0 any 192.0.2.13 in' 'allow proto udp from 192.0.2.13 to any port 8472'
let_in 'allow any any 0.0.0.0/0 any 10.244.0.0/16 in' 'allow from 10.244.0.0/16'
let_in 'route:allow any any 0.0.0.0/0 any 10.244.0.0/16 in' 'route allow from 10.244.0.0/16'
let_in 'route:allow any any 10.244.0.0/16 any 0.0.0.0/0 in' 'route allow to 10.244.0.0/16'
if [ -n "$gone" ]; then
  printf '%s\n' "$gone" | while read -r rule; do take_back "$rule"; done
  printf '%s\n' "$wanted" | grep -xF -f - /etc/slipway/ufw > /etc/slipway/ufw.new || true
  mv /etc/slipway/ufw.new /etc/slipway/ufw
fi
