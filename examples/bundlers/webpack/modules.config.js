export default {
  entry: { page: './app/page.js' },
  devtool: 'source-map',
  experiments: { outputModule: true },
  output: { module: true, filename: '[name].js' },
  optimization: { minimize: false },
}
