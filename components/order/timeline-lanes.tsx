import {
  IconBuildingBank,
  IconCreditCard,
  IconHeadset,
  IconLogin2,
  IconPackage,
  IconReceipt,
  IconStack2,
  IconUser,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { EVIDENCE_LANES, type EvidenceLane } from '@/server/domain/evidence';
import styles from './timeline.module.css';

const LANE_ICONS: Record<EvidenceLane, ComponentType<{ size: number; stroke: number }>> = {
  customer: IconUser,
  gateway: IconLogin2,
  order: IconReceipt,
  inventory: IconPackage,
  payment: IconCreditCard,
  provider: IconBuildingBank,
  queue: IconStack2,
  operator: IconHeadset,
};

const LANE_WIDTH_PX = 15;

/** The middle of a lane, pixels from the left edge of the lanes. */
export function laneX(lane: EvidenceLane): number {
  return 11.5 + LANE_WIDTH_PX * EVIDENCE_LANES.indexOf(lane);
}

/** The icons above the lanes; each row names its lane in words as well. */
export function LaneHeads() {
  return (
    <span className={styles.lanes} aria-hidden="true">
      {EVIDENCE_LANES.map((lane) => {
        const Icon = LANE_ICONS[lane];
        return (
          <span key={lane} title={lane}>
            <Icon size={13} stroke={1.6} />
          </span>
        );
      })}
    </span>
  );
}
