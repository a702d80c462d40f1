import type { AuditEvent } from '../../events/audit-event.ts';
import type { ContentType } from '../../events/content-type.ts';
import type { Draw } from './draw.ts';

/** How to make events of one operation of one workload. */
export interface Recipe {
  /** Spelt exactly as on the wire: final dots, en dashes and trailing blanks belong to it. */
  readonly operation: string;
  readonly workload: string;
  readonly recordType: number;
  readonly contentType: ContentType;
  /** How often it occurs among the recipes of its content type. */
  readonly weight: number;
  /** All fields beyond those that `operation`, `workload` and `recordType` give. */
  readonly fields: (draw: Draw) => AuditEvent;
}

/** The whole event of a recipe, its slots still open. Field order is roughly Microsoft's. */
export function buildEvent(recipe: Recipe, draw: Draw): AuditEvent {
  return {
    CreationTime: draw.time,
    Id: draw.id,
    Operation: recipe.operation,
    OrganizationId: draw.tenant.tenantId,
    RecordType: recipe.recordType,
    Version: 1,
    Workload: recipe.workload,
    ...recipe.fields(draw),
  };
}
