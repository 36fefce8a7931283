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
      panels: [
        graph(
          'Active',
          'short',
          'Virtual machines of WebAssembly that run in a proxy, on average.',
          ...perRuntime('active'),
        ),
        graph(
          'Created',
          'short',
          'Virtual machines that were made since the proxy started: one that keeps growing fails again and again.',
          ...perRuntime('created'),
        ),
      ],
    },
    {
      title: 'Modules loaded from a registry',
      panels: [
        graph('Cache entries', 'short', 'Modules that a proxy keeps.', load('cache_entries', 'entries')),
        graph(
          'Cache use',
          'short',
          'How often a module was there, was missing, or was known to fail.',
          load('cache_hits', 'hits'),
          load('cache_misses', 'misses'),
          load('cache_negative_hits', 'hits of failures'),
        ),
        graph(
          'Fetches',
          'short',
          'Modules that were got from a registry, and attempts that failed.',
          load('fetch_failures', 'failed'),
          load('fetch_successes', 'succeeded'),
        ),
      ],
    },
    {
      title: 'Proxies',
      panels: [
        graph(
          'Memory',
          'bytes',
          'Of all proxies together.',
          query(gaugeBy([], 'container_memory_working_set_bytes', PROXIES), 'all'),
        ),
        graph(
          'vCPU',
          'short',
          'Cores that all proxies use together.',
          query(rate('container_cpu_usage_seconds_total', PROXIES), 'all'),
        ),
      ],
    },
  ],
};
