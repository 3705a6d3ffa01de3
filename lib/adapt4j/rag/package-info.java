/**
 * Retrieval-augmented generation: answers from documents, with citations.
 *
 * <p>{@link adapt4j.rag.KnowledgeBase} keeps documents, {@link adapt4j.rag.Retriever} finds
 * passages in it, {@link adapt4j.rag.Generator} answers from them, and {@link adapt4j.rag.Rag} is
 * the whole. All are built on LangChain4j's interfaces, so that each part can be swapped for one of
 * that ecosystem.
 */
package adapt4j.rag;
