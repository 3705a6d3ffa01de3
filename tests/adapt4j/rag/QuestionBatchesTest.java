package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.Questions.Question;
import adapt4j.lm.Questions.Titled;
import adapt4j.text.ContrastiveFit.Triple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionBatchesTest {
  @Test
  void eachQuestionHasTheTextThatAnswersIt() {
    List<Triple> triples = QuestionBatches.triples("handbooks-dev.txt", new Random(1));
    long whole = triples.stream().filter(triple -> triple.others().isEmpty()).count();
    assertTrue(whole > 0.2 * triples.size() && whole < 0.4 * triples.size(), whole + " passages");
    for (Triple triple : triples) {
      assertTrue(triple.question().endsWith("?"), triple.question());
      assertTrue(triple.others().size() <= 3 && !triple.others().contains(triple.answer()));
    }
    assertEquals(triples, QuestionBatches.triples("handbooks-dev.txt", new Random(1)));
    Question question = new Question("It rained. Ann pays. Bo pays.", "Who?", List.of("pays"));
    assertEquals(
        -1, QuestionBatches.answering(question, QuestionBatches.sentences(question.passage())));
  }

  private static List<Titled> organisation(String name) {
    List<Titled> questions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String passage = "In " + name + " " + i + " it rains. Tea costs " + i + " pounds.";
      String title = name + " " + i;
      String answer = i + " pounds";
      questions.add(new Titled(title, new Question(passage, "What is tea?", List.of(answer))));
      questions.add(new Titled(title, new Question(passage, "Costs?", List.of(answer))));
      questions.add(new Titled(title, new Question(passage, "Who?", List.of("not stated"))));
    }
    return questions;
  }

  @Test
  void aBatchAsksAboutDifferentPassagesOfOneOrganisation() {
    List<Triple> mixed = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      mixed.add(new Triple("Mixed " + i + "?", "m" + i, List.of()));
    }
    QuestionBatches batches =
        new QuestionBatches(
            mixed, List.of(organisation("Moor"), organisation("Fen")), new Random(1));
    int ofAll = 0;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      List<Triple> batch = batches.get();
      if (batch.get(0).answer().startsWith("m")) {
        ofAll++;
        assertEquals(24, new HashSet<>(batch).size());
        continue;
      }
      assertEquals(32, batch.size());
      Set<String> titles = new HashSet<>();
      for (Triple triple : batch) {
        assertTrue(!triple.question().equals("Who?"), "an answer that is none");
        Stream.concat(Stream.of(triple.answer()), triple.others().stream())
            .forEach(text -> assertEquals(title(triple.answer()), title(text)));
        assertTrue(triple.answer().endsWith("pounds."), triple.answer());
        titles.add(title(triple.answer()));
      }
      assertEquals(32, titles.size());
      Set<String> one = new HashSet<>();
      titles.forEach(title -> one.add(title.split(" ")[0]));
      assertEquals(1, one.size());
      names.addAll(one);
    }
    assertEquals(Set.of("Moor", "Fen"), names);
    assertTrue(ofAll > 75 && ofAll < 135, ofAll + " of all");
  }

  private static String title(String text) {
    return text.substring(0, text.indexOf('.'));
  }
}
