import type { Connection } from '../platform/graphql/page.js';
import { AssignmentPlan, type PlanRowConnection } from './plans.inputs.js';
import type { ParcelOfPlan, PlanRow } from './plans.queries.js';

export function viewPlan(plan: PlanRow): AssignmentPlan {
  const { result } = plan;
  return Object.assign(new AssignmentPlan(), {
    id: plan.id,
    state: plan.state,
    forecast: plan.is_forecast,
    progress: plan.progress,
    failure: plan.failure,
    rowCount: plan.row_count,
    parcelCount: Number(plan.parcel_count),
    createdAt: plan.created_at,
    plannedAt: plan.planned_at,
    committedAt: plan.committed_at,
    planned: result?.optimal ?? null,
    nearestFirst: result?.nearestFirst ?? null,
    withoutPoint: result?.unplaced.NO_POINT ?? null,
    withoutRoom: result?.unplaced.NO_ROOM ?? null,
    splits: result?.splits ?? null,
    overflows: (result?.overflows ?? []).map(({ code, wanted, room, rentMetres }) => ({
      pointCode: code,
      wanted,
      room,
      savedByOneMorePlaceMetres: rentMetres,
    })),
  });
}

export function viewRows({ edges, pageInfo }: Connection<ParcelOfPlan>): PlanRowConnection {
  return {
    pageInfo,
    edges: edges.map(({ cursor, node }) => ({
      cursor,
      node: {
        row: node.row,
        reference: node.reference,
        outcome: node.outcome,
        detail: node.detail,
        pointCode: node.point_code,
        distanceMetres: node.distance_metres,
        trackingNumber: node.tracking_number,
      },
    })),
  };
}
