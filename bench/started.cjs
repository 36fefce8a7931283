// Preloaded before any module of the project: where its loading begins.
process.env.BENCH_STARTED = String(performance.now());
