/** Building blocks: small networks, and arithmetic that is safe inside a gradient's graph. */
package adapt4j.nn;
