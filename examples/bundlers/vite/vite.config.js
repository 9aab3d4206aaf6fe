export default {
  base: './',
  worker: { format: 'es' },
  optimizeDeps: { include: ['invoke/worker'] },
}
