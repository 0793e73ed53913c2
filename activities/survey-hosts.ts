import type { Host } from '../src/model/cluster.ts';
import { identityOf } from '../src/model/identity.ts';
import { failureOf, failures } from '../src/model/failure.ts';
import type { SurveyedHost, SurveyTask } from '../src/model/preflight-task.ts';
import { both } from '../src/model/clocks.ts';
import { clockIn, clockScript } from '../src/facts/clock.ts';
import { clockFacts } from '../src/facts/parse.ts';
import { parseSurvey } from '../src/facts/parse-survey.ts';
import { surveyScript } from '../src/facts/survey-script.ts';
import { sightsOf } from '../src/phases/preflight.ts';
import { ownFirewall } from '../src/phases/preflight-mesh.ts';
import { askFacts } from './ask-facts.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

const attempts = 2;

/** Looks at many hosts at once, closer than a build does at its beginning. Changes nothing. */
export async function surveyHosts(deps: Dependencies, task: SurveyTask): Promise<readonly SurveyedHost[]> {
  return failingAs({}, () =>
    withHeartbeats({ hosts: task.hosts.length }, () => Promise.all(task.hosts.map((host) => survey(deps, task, host)))),
  );
}

/** A failure that often passes by itself gets a second look before it is told. */
async function survey(deps: Dependencies, task: SurveyTask, host: Host): Promise<SurveyedHost> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await look(deps, task, host);
    } catch (error) {
      const { code, message } = failureOf(error, { host: host.name });
      if (attempt < attempts && failures[code].retry === 'again') continue;
      const sights = [{ check: 'access', code, seen: message }];
      return { report: { host: host.name, role: host.role, os: '', sights } };
    }
  }
}

async function look({ remote }: Dependencies, task: SurveyTask, host: Host): Promise<SurveyedHost> {
  const { settings } = task;
  const target = targetOf(settings, host);
  const seenFirst = await askFacts(remote, target);
  // Of the first answer the login is a part; the connection is there now, so that this one is quick.
  const before = Date.now();
  const { stdout } = await remote.run(target, clockScript, { seconds: 60 });
  const quick = clockIn(stdout, { before, after: Date.now() });
  const ranges = [seenFirst.clockRangeMs, quick].filter((range) => range !== undefined);
  const clock = ranges.length > 0 ? ranges.reduce(both) : undefined;
  const facts = { ...seenFirst, ...clockFacts(clock) };
  const { packageManager } = facts;
  const script = surveyScript({ settings, withEtcd: host.role === 'control-plane', packageManager });
  const seen = parseSurvey((await remote.run(target, script, { seconds: 120 })).stdout);
  const sights = sightsOf({ spec: { ...settings, hosts: task.hosts }, host, facts, survey: seen });
  return {
    report: { host: host.name, role: host.role, os: facts.os.name, sights },
    identity: identityOf(host.name, facts),
    ...(clock ? { clock } : {}),
    firewall: ownFirewall(settings, facts, seen),
  };
}
