import { Construct } from 'constructs';
import { Telemetry } from '../../imports/telemetry.istio.io';
import type { Gateway } from '../gateways/gateway';
import { defined } from '../kit/defined';
import { check } from '../kit/problems';
import { ADDON } from '../problems/installation/addons';
import { type AddonPlan, switchedOn } from './plan';
import { ADDONS, type AddonName } from './registry';

/** Name of the Telemetry resource that sets the share of requests that are traced. */
export const MESH_TELEMETRY = 'mesh-default';

/** The addons of an environment, each with those that it uses; and a Telemetry resource where one asks for a share of requests of its own. */
export class Addons extends Construct {
  /** A role, Service or provider without an owner or with two (MESH500-MESH504) is reported at synth. */
  constructor(
    scope: Construct,
    id: string,
    readonly plan: AddonPlan,
    private readonly ingress?: Gateway,
  ) {
    super(scope, id);
    check(this, () => [...plan.problems, ...this.samplingProblems()]);
    for (const name of switchedOn(plan.settings)) this.add(name);
    this.telemetry();
  }

  private add<K extends AddonName>(name: K) {
    const { construct: Addon, needs } = ADDONS[name];
    const { settings } = this.plan;
    const wired = { ...this.plan.wired, ...defined({ ingress: this.ingress }) };
    const props = settings[name];
    // What is missing is reported by the plan; the addon itself may rely on what it needs.
    if (props !== undefined && needs.every((role) => wired[role] !== undefined)) new Addon(this, name, props, wired);
  }

  private telemetry() {
    const { spans, sampling } = this.plan.receiver;
    if (spans === undefined || sampling === undefined) return;
    new Telemetry(this, 'Telemetry', {
      metadata: { name: MESH_TELEMETRY, namespace: this.plan.place.revision.namespace },
      spec: { tracing: [{ providers: [{ name: spans }], randomSamplingPercentage: sampling }] },
    });
  }

  private samplingProblems() {
    const { sampling } = this.plan.receiver;
    return sampling === undefined || (sampling >= 0 && sampling <= 100) ? [] : [ADDON.sampling(sampling)];
  }
}
