/** The compiled form of a module: worker threads run JavaScript from dist/, also when whoever starts them is a test that runs src/. */
export function compiledModule(url: string): URL {
  return new URL(url.replace(/\/src\/(?!.*\/src\/)/, '/dist/').replace(/\.ts$/, '.js'));
}
