export default {
  entry: { page: './app/page.js' },
  devtool: 'source-map',
}
