/**
 * Distillation: a small network, the student, learns from the answers of a large one, the teacher.
 * {@link adapt4j.distill.SoftTargets} is the loss, {@link adapt4j.distill.Distillation} puts it
 * into a training run, a {@link adapt4j.distill.TransferSet} holds the examples, labelled or not,
 * with the teacher's answers; {@link adapt4j.distill.Comparison} says what was lost and won.
 */
package adapt4j.distill;
