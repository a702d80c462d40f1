/*
 * `params` of the classic visualizations, as Kibana 7.10 writes them. They hold looks only: what is counted stands in `aggs`.
 */

type Params = Readonly<Record<string, unknown>>;

/** Area, line and column charts over time, and horizontal bars. */
export function cartesianParams(
  shape: 'area' | 'line' | 'histogram' | 'bars',
  stacked: boolean,
  label: string,
): Params {
  const bars = shape === 'bars';
  const shown = bars ? 'histogram' : shape;
  return {
    type: shown,
    grid: { categoryLines: false },
    categoryAxes: [
      {
        id: 'CategoryAxis-1',
        type: 'category',
        position: bars ? 'left' : 'bottom',
        show: true,
        style: {},
        scale: { type: 'linear' },
        labels: { show: true, filter: !bars, truncate: 200 },
        title: {},
      },
    ],
    valueAxes: [
      {
        id: 'ValueAxis-1',
        name: bars ? 'BottomAxis-1' : 'LeftAxis-1',
        type: 'value',
        position: bars ? 'bottom' : 'left',
        show: true,
        style: {},
        scale: { type: 'linear', mode: 'normal' },
        labels: { show: true, rotate: 0, filter: bars, truncate: 100 },
        title: { text: label },
      },
    ],
    seriesParams: [
      {
        show: true,
        type: shown,
        mode: stacked ? 'stacked' : 'normal',
        data: { label, id: '1' },
        valueAxis: 'ValueAxis-1',
        drawLinesBetweenPoints: true,
        lineWidth: 2,
        showCircles: shape === 'line',
        interpolate: 'linear',
      },
    ],
    addTooltip: true,
    addLegend: !bars,
    legendPosition: 'right',
    times: [],
    addTimeMarker: false,
    labels: { show: false },
    thresholdLine: { show: false, value: 10, width: 1, style: 'full', color: '#E7664C' },
  };
}

export const DONUT_PARAMS: Params = {
  type: 'pie',
  addTooltip: true,
  addLegend: true,
  legendPosition: 'right',
  isDonut: true,
  labels: { show: false, values: true, last_level: true, truncate: 100 },
};

export const TABLE_PARAMS: Params = {
  perPage: 10,
  showPartialRows: false,
  showMetricsAtAllLevels: false,
  showTotal: false,
  totalFunc: 'sum',
  percentageCol: '',
};

export const FIGURES_PARAMS: Params = {
  addTooltip: true,
  addLegend: false,
  type: 'metric',
  metric: {
    percentageMode: false,
    useRanges: false,
    colorSchema: 'Green to Red',
    metricColorMode: 'None',
    colorsRange: [{ from: 0, to: 10_000 }],
    labels: { show: true },
    invertColors: false,
    style: { bgFill: '#000', bgColor: false, labelColor: false, subText: '', fontSize: 32 },
  },
};

/** Circles on tiles that the browser fetches: without a way to the tile server they stand on an empty ground. */
export const MAP_PARAMS: Params = {
  colorSchema: 'Yellow to Red',
  mapType: 'Scaled Circle Markers',
  isDesaturated: true,
  addTooltip: true,
  heatClusterSize: 1.5,
  legendPosition: 'bottomright',
  mapZoom: 2,
  mapCenter: [0, 0],
  wms: {
    enabled: false,
    url: '',
    options: { version: '', layers: '', format: 'image/png', transparent: true, attribution: '', styles: '' },
  },
};
