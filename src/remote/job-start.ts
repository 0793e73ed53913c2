import type { Secret } from '../shell/secret.ts';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { hereDocument } from './here-document.ts';
import type { IdentifiedJob, JobPlaces } from './job-identity.ts';
import { jobFencing, jobLibrary } from './job-library.ts';
import { jobAnswer } from './job-poll.ts';
import type { JobPoll } from './job-poll.ts';
import { jobUnit } from './job-unit.ts';

/** What a start needs beside the job's identity. */
export interface JobStart extends JobPoll {
  readonly fence: number;
  /** Seconds after which the host stops the job. */
  readonly seconds: number;
  /** Tells who starts it, so that a repeated start is not taken for somebody else's. */
  readonly caller: string;
  readonly secrets: Readonly<Record<string, Secret>>;
}

function secretFiles(secrets: JobStart['secrets']): Shell {
  const files = Object.entries(secrets).map(([name, secret]) => {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) throw new Error(`not a plain file name: ${JSON.stringify(name)}`);
    return hereDocument(sh`base64 -d > "$mine/secrets"/${name}`, Buffer.from(secret.reveal()).toString('base64'));
  });
  return lines(raw('receive_secrets() {'), sh`mkdir -p "$mine/secrets"`, ...files, raw('}'));
}

function receiveScript(text: string): Shell {
  return lines(
    raw('receive_script() {'),
    hereDocument(raw('cat > "$job/script.new"'), text),
    sh`
      sum=$(sha256sum < "$job/script.new")
      case $sum in "$id"*) mv -f "$job/script.new" "$job/script" ;; *) rm -f "$job/script.new"; say badhash ;; esac`,
    raw('}'),
  );
}

const receiveUnit = lines(
  raw('receive_unit() {'),
  sh`printf 'job=%s mine=%s memory=%s\n' "$job" "$mine" "$memory" > "$job/unit"`,
  hereDocument(raw('cat >> "$job/unit"'), jobUnit().text),
  raw('}'),
);

/**
 * Type=simple and a redirection of our own instead of Type=exec and StandardOutput=append, which systemd 239 lacks.
 * The arguments hold only what contains neither `$` nor `%`. Without `--collect`, a failed unit keeps its name.
 * A job that is acknowledged before its unit is over has no script left for `end`: the dash, or the unit would have failed.
 */
function launch(seconds: number): Shell {
  return sh`
    run_unit() {
      systemd-run --quiet --unit="$unit" --description="Slipway job $slot" -p KillMode=control-group \
        -p RuntimeMaxSec=${seconds} -p TimeoutStopSec=10 -p IgnoreSIGPIPE=no \
        -p ExecStopPost="-/bin/sh $job/unit end" /bin/sh "$job/unit" begin 2>&1
    }
    # True where every start of the job at hand had an older fence.
    outranks() {
      theirs=-1
      if [ -s "$job/fence" ]; then read -r theirs < "$job/fence"; fi
      [ "$fence" -gt "$theirs" ]
    }
    # Gives false also where systemd tells neither of a start nor of a unit.
    launched() { error=$(run_unit) || { active && [ -n "$answer" ]; }; }
    launch() {
      if [ ! -d /run/systemd/system ] || ! command -v systemd-run > /dev/null; then say nosystemd; fi
      room
      mkdir -p "$job" "$mine"
      receive_script
      receive_unit
      receive_secrets
      printf '%126s\n' '' > "$job/rc.new"
      rm -f "$job/stopped" "$mine/begun"
      mkfifo "$mine/begun"
      exec 7<> "$mine/begun"
      printf '%s\n' "$id" > "$memory/current"
      printf '%s\n' "$caller" > "$job/caller"
      printf '%s\n' "$fence" > "$job/fence"
      if ! launched; then
        systemctl reset-failed "$unit" 2> /dev/null
        if ! launched; then
          # Without an answer the unit may exist, and may need what was brought for it.
          if [ -z "$answer" ]; then say silent "$error"; fi
          rm -rf "$mine"
          # On its way down, systemd begins nothing new. One that was not up yet calls itself starting even then.
          case "$(systemctl is-system-running 2> /dev/null) $error" in
            stopping* | *' is destructive '*) say stopping ;;
            *'Failed to connect to '*) say silent "$error" ;;
          esac
          say refused "$error"
        fi
      fi
      if [ "$(timeout 10 head -n 1 <&7)" = refused ]; then rm -rf "$mine/secrets"; fi
      exec 7>&-
      look
      if [ "$state" = absent ]; then say unbegun; fi
    }`;
}

/** The verb `start`: starts the job where there is none yet, and answers as `poll` does. */
export function jobStart(job: IdentifiedJob, start: JobStart, places: JobPlaces): Shell {
  return lines(
    jobLibrary(job.slot, places),
    jobFencing(start.fence),
    receiveScript(job.text),
    receiveUnit,
    secretFiles(start.secrets),
    launch(start.seconds),
    sh`
      caller=${start.caller}
      at ${job.id}
      lock
      pass
      look
      if [ "$state" = absent ]; then
        if [ -n "$closed" ]; then say fenced "stopped=$known"; fi
        if current && [ "$holder" != "$id" ]; then
          at "$holder"
          look
          if [ "$state" = running ]; then
            outranks || say conflict "with=$holder"
            end
          fi
          at ${job.id}
        fi
        launch
      fi
      # In place, since a full disk would make an emptied file stay empty; fences only grow.
      if outranks; then printf '%s\n' "$fence" 1<> "$job/fence"; fi
      exec 9>&-
      starter=; if [ -s "$job/caller" ]; then read -r starter < "$job/caller"; fi
      if [ "$starter" != "$caller" ]; then attached=attached=1; fi`,
    jobAnswer(start),
  );
}
