// What our dashboards must be: Grafana's own types, with the options of each kind of panel, and nothing that these do not know.
import type * as grafana from "@grafana/schema";
import type * as barGauge from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type * as heatmap from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type * as stateTimeline from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type * as stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as table from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type * as timeSeries from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
// The query of Prometheus was published with Grafana 10.
import type { PrometheusDataQuery } from "grafana-schema-10/dist/esm/raw/composable/prometheus/dataquery/x/PrometheusDataQuery_types.gen";

/** The type as JSON has it: values of enums instead of their names. */
type Json<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends ReadonlyArray<infer Element>
      ? Json<Element>[]
      : T extends object
        ? { [Key in keyof T]: Json<T[Key]> }
        : T;

interface DataSource {
  type: "prometheus";
  uid: "${datasource}";
}

type Target = Omit<Json<PrometheusDataQuery>, "datasource"> & { datasource: DataSource };

type Defaults<Custom> = Omit<Json<grafana.FieldConfig>, "custom"> & { unit: string; custom: Custom };

type Common = Omit<Json<grafana.Panel>, "type" | "options" | "fieldConfig" | "targets" | "datasource">;

type Kind<Type extends string, Options, Custom> = Common & {
  type: Type;
  id: number;
  title: string;
  description: string;
  datasource: DataSource;
  gridPos: Json<grafana.GridPos>;
  options: Json<Options>;
  fieldConfig: { defaults: Defaults<Json<Custom>>; overrides: [] };
  targets: [Target, ...Target[]];
};

type Nothing = Record<string, never>;

type VenturiPanel =
  | Kind<"timeseries", timeSeries.Options, timeSeries.FieldConfig>
  | Kind<"stat", stat.Options, Nothing>
  | Kind<"bargauge", barGauge.Options, Nothing>
  | Kind<"state-timeline", stateTimeline.Options, stateTimeline.FieldConfig>
  | Kind<"heatmap", heatmap.Options, Nothing>
  | Kind<"table", table.Options, Nothing>
  | Json<grafana.RowPanel>;

export type VenturiDashboard = Omit<Json<grafana.Dashboard>, "panels"> & { uid: string; title: string; panels: VenturiPanel[] };
