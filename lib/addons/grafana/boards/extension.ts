import type { Board } from '../model';
import { graph, query } from '../panels';
import { gaugeBy, rate } from '../promql';

const PROXIES = 'container="istio-proxy"';
const RUNTIMES = ['null', 'v8'];

/** One line for each runtime that Envoy has. */
const perRuntime = (what: 'active' | 'created') =>
  RUNTIMES.map((runtime) => query(`avg(envoy_wasm_envoy_wasm_runtime_${runtime}_${what})`, runtime));
const load = (what: string, legend: string) => query(`avg(envoy_wasm_remote_load_${what})`, legend);

export const extension: Board = {
  file: 'istio-extension-dashboard',
  uid: 'istio-extension',
  title: 'Istio Wasm Extension Dashboard',
  purpose: 'Are WebAssembly extensions loaded and running, and what do they cost?',
  rows: [
    {
      title: 'Virtual machines',
      panels: [graph('Active', 'short', ...perRuntime('active')), graph('Created', 'short', ...perRuntime('created'))],
    },
    {
      title: 'Modules loaded from a registry',
      panels: [
        graph('Cache entries', 'short', load('cache_entries', 'entries')),
        graph(
          'Cache use',
          'short',
          load('cache_hits', 'hits'),
          load('cache_misses', 'misses'),
          load('cache_negative_hits', 'hits of failures'),
        ),
        graph('Fetches', 'short', load('fetch_failures', 'failed'), load('fetch_successes', 'succeeded')),
      ],
    },
    {
      title: 'Proxies',
      panels: [
        graph('Memory', 'bytes', query(gaugeBy([], 'container_memory_working_set_bytes', PROXIES), 'all')),
        graph('vCPU', 'short', query(rate('container_cpu_usage_seconds_total', PROXIES), 'all')),
      ],
    },
  ],
};
