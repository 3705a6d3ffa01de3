package adapt4j.browser;

import java.util.List;

/** Where things are on the page of a notebook: expressions in JavaScript, and selectors of CSS. */
enum Page {
  CLASSIC(
      "document.querySelector('#menus') !== null",
      "Jupyter.notebook.kernel.is_connected()",
      List.of("document.querySelector('#celllink')", "document.querySelector('#run_all_cells a')"),
      "Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')"
          + ".every(c => /^\\d+$/.test(c.input_prompt_number))",
      "#notebook",
      ".output_stderr",
      ".output_error",
      ".output_png img",
      ".output_html table"),
  NOTEBOOK_7(
      "document.querySelector('.jp-Notebook') !== null",
      "document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')",
      List.of(
          "document.querySelector('[data-jp-item-name=restart-and-run] jp-button')",
          "document.querySelector('.jp-Dialog .jp-mod-accept')"),
      "[...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]"
          + ".every(p => /\\[\\d+\\]/.test(p.innerText))",
      ".jp-Notebook",
      "[data-mime-type=\\'application/vnd.jupyter.stderr\\']",
      "[data-mime-type=\\'application/vnd.jupyter.error\\']",
      ".jp-RenderedImage img",
      ".jp-RenderedHTML table");

  final String there;
  final String ready;
  final List<String> runAll; // what to click on, one after the other
  final String done;
  final String all;
  final String stderr;
  final String error;
  final String image;
  final String table;

  Page(
      String there,
      String ready,
      List<String> runAll,
      String done,
      String all,
      String stderr,
      String error,
      String image,
      String table) {
    this.there = there;
    this.ready = ready;
    this.runAll = runAll;
    this.done = done;
    this.all = all;
    this.stderr = stderr;
    this.error = error;
    this.image = image;
    this.table = table;
  }
}
