/**
 * What makes a notebook a lesson: {@link adapt4j.lesson.Claim} states a result and stops the run
 * when it is false, {@link adapt4j.lesson.Exercise} checks an answer and gives hints.
 */
package adapt4j.lesson;
