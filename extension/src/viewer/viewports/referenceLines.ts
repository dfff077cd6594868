import type { Runtime, Subscription } from '../host/ohif';

const TOOL = 'ReferenceLines';
const TOOL_GROUP = 'default';

/**
 * Shows where the active viewport's image cuts the others. The viewer's own tool does it, but by itself
 * only between series with equal Frame of Reference UIDs, which real studies do not have.
 */
export class ReferenceLines {
  private readonly subscriptions: readonly Subscription[];

  constructor(private readonly runtime: Runtime) {
    const { viewportGridService, cornerstoneViewportService } = runtime.services;
    const { ACTIVE_VIEWPORT_ID_CHANGED } = viewportGridService.EVENTS;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.subscriptions = [
      viewportGridService.subscribe(ACTIVE_VIEWPORT_ID_CHANGED, () => this.follow()),
      cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () => this.follow()),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.unsubscribe());
  }

  private follow(): void {
    const { toolGroupService, viewportGridService } = this.runtime.services;
    const group = toolGroupService.getToolGroup(TOOL_GROUP);
    const sourceViewportId = viewportGridService.getActiveViewportId();
    if (!group?.hasTool(TOOL) || !sourceViewportId) {
      return;
    }
    const configuration = group.getToolConfiguration(TOOL) ?? {};
    group.setToolConfiguration(
      TOOL,
      { ...configuration, sourceViewportId, enforceSameFrameOfReference: false },
      true
    );
    // Once only: who switches the lines off in the toolbar wants them off.
    if (!this.enabled) {
      this.enabled = true;
      group.setToolEnabled(TOOL);
    }
  }

  private enabled = false;
}
