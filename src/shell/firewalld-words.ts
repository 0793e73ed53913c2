import { sh } from './sh.ts';

/**
 * Shell that talks to a running firewalld over D-Bus, and starts none: `firewall-cmd` is a Python program, whose start costs
 * a third of a second or more for each question. `firewalld PART METHOD SIGNATURE ARGUMENT...` asks what is in force,
 * `kept PATH PART ...` what stays. Source: firewalld.dbus(5).
 */
export const firewalldWords = sh`
  kept() {
    path=$1 part=$2
    shift 2
    busctl --auto-start=no --timeout=60 call org.fedoraproject.FirewallD1 "$path" "org.fedoraproject.FirewallD1$part" "$@"
  }
  firewalld() { kept /org/fedoraproject/FirewallD1 "$@"; }
  # Whether the answer to a question is yes: where there is none, it is not.
  is_so() { [ "$("$@" 2> /dev/null)" = 'b true' ]; }
  # The strings of an answer, a line each.
  strings() { grep -o '"[^"]*"' | tr -d '"'; }
  # The path of what is kept of a zone.
  kept_zone() { kept /org/fedoraproject/FirewallD1/config .config getZoneByName s "$1" | strings; }`;
