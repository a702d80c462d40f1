/*
 * A dashboard as its author writes it. `visualization.ts` and `dashboard.ts` turn it into saved objects.
 */

export interface Board {
  /** Part of every id: `o365-wazuh-<id>`. Never changes once published, since an import overwrites by id. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Which alerts, in KQL, beyond their being ours. */
  readonly query: string;
  readonly controls: readonly ControlField[];
  /** From top to bottom; the widths of a row add up to 48 at most. */
  readonly rows: readonly Row[];
  /** Columns of the saved search at the bottom. */
  readonly columns: readonly string[];
}

export interface Row {
  /** Grid units of about 20 px. */
  readonly height: number;
  readonly panels: readonly Panel[];
}

export interface ControlField {
  readonly field: string;
  readonly label: string;
  /** A slider, for a field that is a number in the index. */
  readonly range?: true;
}

interface PanelBase {
  /** Unique in its board; becomes part of the saved object's id. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** Narrows the board's query. */
  readonly query?: string;
  /** 1 to 48 columns. */
  readonly width: number;
}

export type Panel = FiguresPanel | TimePanel | BarsPanel | DonutPanel | TablePanel | MapPanel;

/** Large numbers side by side. */
export interface FiguresPanel extends PanelBase {
  readonly kind: 'figures';
  readonly metrics: readonly Metric[];
  readonly split?: Filters;
}

export interface TimePanel extends PanelBase {
  readonly kind: 'time';
  readonly shape: 'area' | 'line' | 'histogram';
  readonly split?: Split;
  /** Fixed colours by series label. */
  readonly colors?: Readonly<Record<string, string>>;
}

/** Horizontal bars, longest first. */
export interface BarsPanel extends PanelBase {
  readonly kind: 'bars';
  readonly by: Terms;
}

export interface DonutPanel extends PanelBase {
  readonly kind: 'donut';
  readonly by: Split;
}

export interface TablePanel extends PanelBase {
  readonly kind: 'table';
  readonly by: readonly Split[];
  readonly metrics: readonly Metric[];
}

/** Circles on a world map, by the address's place. */
export interface MapPanel extends PanelBase {
  readonly kind: 'map';
}

export type Metric =
  | { readonly type: 'count'; readonly label: string }
  /** Different values, approximate above some thousands. */
  | { readonly type: 'cardinality'; readonly field: string; readonly label: string }
  /** Dates and numbers only: everything below `data.` is a text in the index. */
  | { readonly type: 'max'; readonly field: string; readonly label: string };

export type Split = Terms | Filters;

export interface Terms {
  readonly field: string;
  readonly size: number;
  readonly label: string;
  /** Place in the panel's metrics of the one to order by; the first by default. */
  readonly orderBy?: number;
}

export interface Filters {
  readonly filters: readonly { readonly label: string; readonly query: string }[];
}
