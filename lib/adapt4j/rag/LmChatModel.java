package adapt4j.rag;

import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Our own language model as LangChain4j's chat model. It answers the last user message and forgets
 * the rest; it was never trained to chat. A message of several texts is a question and, behind it,
 * the passage to read.
 *
 * <pre>{@code
 * ChatModel model = LmChatModel.of(lm);
 * model.chat(UserMessage.from(TextContent.from(question), TextContent.from(passage)));
 * }</pre>
 */
public final class LmChatModel implements ChatModel {
  private final Lm lm;
  private final Sampling how;

  private LmChatModel(Lm lm, Sampling how) {
    this.lm = lm;
    this.how = how;
  }

  /**
   * Wraps a model.
   *
   * @param lm to wrap; takes the likeliest token each time
   * @return the chat model
   */
  public static LmChatModel of(Lm lm) {
    return new LmChatModel(lm, Sampling.greedy());
  }

  /**
   * Sets how tokens are chosen.
   *
   * @param how such as {@code Sampling.temperature(0.8)}
   * @return a new chat model
   */
  public LmChatModel optSampling(Sampling how) {
    return new LmChatModel(lm, how);
  }

  /**
   * Answers.
   *
   * @throws IllegalArgumentException if there is no user message, it is not text, or it leaves no
   *     room in the context
   */
  @Override
  public ChatResponse doChat(ChatRequest request) {
    UserMessage message =
        UserMessage.findLast(request.messages())
            .orElseThrow(() -> new IllegalArgumentException("There is no user message to answer."));
    List<String> texts = message.contents().stream().map(LmChatModel::text).toList();
    Prompt prompt = Prompt.question(texts.get(0));
    if (texts.size() > 1) {
      prompt = prompt.passage(texts.stream().skip(1).collect(Collectors.joining("\n")));
    }
    String answer = lm.generate(prompt, how).text().strip();
    return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
  }

  private static String text(Content content) {
    if (content instanceof TextContent text) {
      return text.text();
    }
    throw new IllegalArgumentException("This model reads text only, not " + content.type() + ".");
  }

  @Override
  public String toString() {
    return lm.toString();
  }
}
