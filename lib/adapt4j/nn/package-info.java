/**
 * Building blocks: small networks, arithmetic that is safe inside a gradient's graph, gradients of
 * gradients, and networks as functions of their weights.
 */
package adapt4j.nn;
