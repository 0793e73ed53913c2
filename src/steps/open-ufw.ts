import { ufwRecord, ufwRules } from '../render/ufw.ts';
import { lines, sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

/** What ufw lets in by now, without comments; then what the cluster needs, as `$wanted`. */
const rulesNow = ({ host, settings }: StepContext) => sh`
  rules=$(sed -n '/^### tuple ### /{ s///; s/ comment=[0-9a-f]*$//; p; }' /etc/ufw/user.rules)
  wanted=$(printf '%s\n' ${ufwRules(host.role, settings).map(({ words }) => words)})
  gone=$(if [ -e ${ufwRecord} ]; then printf '%s\n' "$wanted" | grep -vxF -f - ${ufwRecord}; fi || true)`;

/** Shell that takes one of Slipway's own rules back, `$1`; ufw says nothing where it is gone already. */
export const takeRuleBack = sh`
  take_back() {
    case $1 in
      route\ *) ufw route delete \${1#route } < /dev/null > /dev/null ;;
      *) ufw delete $1 < /dev/null > /dev/null ;;
    esac
  }`;

/**
 * Lets the cluster's traffic pass ufw, which refuses what comes in and what is forwarded. Each rule works at once and leaves
 * the rules of kube-proxy alone, also on a live node. A rule that the operator has already is theirs and stays theirs.
 */
export const openUfw = defineStep({
  id: 'open-ufw',
  kind: 'quick',
  title: 'Open ufw for the API server, kubelet and the pod network',
  why: 'ufw drops what it does not know, and forwards nothing: a node would be Ready while pods reach nobody.',
  applies: ({ facts, settings }) => facts.firewall === 'ufw' && settings.network.firewall === 'manage',
  check: (at) =>
    lines(
      rulesNow(at),
      sh`
        for rule in ${ufwRules(at.host.role, at.settings).map(({ tuple }) => tuple)}; do
          printf '%s\n' "$rules" | grep -qxF "$rule" || need "ufw has no rule $rule"
        done
        [ -z "$gone" ] || need "ufw still has: $(printf '%s' "$gone" | head -n 1)"`,
    ),
  apply: (at) =>
    lines(
      takeRuleBack,
      rulesNow(at),
      sh`
        # It is noted first, so that a reset knows also what was cut off in between.
        let_in() {
          if printf '%s\n' "$rules" | grep -qxF "$1"; then return 0; fi
          grep -qsxF "$2" ${ufwRecord} || printf '%s\n' "$2" >> ${ufwRecord}
          ufw $2 comment slipway < /dev/null > /dev/null
        }`,
      ...ufwRules(at.host.role, at.settings).map(({ tuple, words }) => sh`let_in ${tuple} ${words}`),
      sh`
        if [ -n "$gone" ]; then
          printf '%s\n' "$gone" | while read -r rule; do take_back "$rule"; done
          printf '%s\n' "$wanted" | grep -xF -f - ${ufwRecord} > ${`${ufwRecord}.new`} || true
          mv ${`${ufwRecord}.new`} ${ufwRecord}
        fi`,
    ),
  lost: 'rerun',
  undo: { reset: 'takes the rules back that were added' },
  seconds: 180,
});
