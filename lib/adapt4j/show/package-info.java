/**
 * Everything a learner looks at, in one line and in one style: charts, tables, image grids and
 * progress.
 *
 * <p>Start at {@link adapt4j.show.Chart}, {@link adapt4j.show.Tables}, {@link adapt4j.show.Grid}
 * and {@link adapt4j.show.Progress}. What they show appears in the notebook, in any Java kernel
 * (ours, IJava or JJava), and as text in a plain terminal.
 *
 * <p>This room is the ground floor: it knows no other room. What it draws comes as its own small
 * types ({@link adapt4j.show.Curve}, {@link adapt4j.show.Curves}, {@link adapt4j.show.Matrix},
 * {@link adapt4j.show.Tile}).
 */
package adapt4j.show;
