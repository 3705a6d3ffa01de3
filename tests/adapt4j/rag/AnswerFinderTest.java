package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Question;
import adapt4j.lm.Questions.Titled;
import adapt4j.text.SentenceEncoder;
import adapt4j.text.SpanFinder;
import adapt4j.text.SpanFinder.Found;
import adapt4j.text.SpanFit.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFinderTest {
  @TempDir Path folder;

  /** Measured on questions that it was not trained on. */
  @Test
  void itFindsAnswersAndKnowsWhereThereAreNone() {
    try (Lab lab = Lab.open(1)) {
      SpanFinder finder = AnswerFinder.load(lab);
      int asked = 0;
      int right = 0;
      int none = 0;
      int refused = 0;
      Path file = Card.of(Lab.data().resolve("lm-passages")).file("handbooks-dev.txt");
      for (Question question : Questions.read(file).subList(0, 150)) {
        Found best = finder.read(question.question(), List.of(question.passage())).get(0).best();
        if (question.answerable()) {
          asked++;
          right += question.isRight(best.of(question.passage())) ? 1 : 0;
        } else {
          none++;
          refused += best.score() < 0 ? 1 : 0;
        }
      }
      assertTrue(right > 0.6 * asked, right + " of " + asked);
      assertTrue(refused > 0.6 * none, refused + " of " + none);
    }
  }

  /** What is trained on shares no question with what judges. */
  @Test
  void theHandbookIsNotAmongWhatItLearnsFrom() throws Exception {
    List<String> learnt = new ArrayList<>();
    Path organisations = Lab.data().resolve("organisations");
    try (Stream<Path> files = Files.list(organisations)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
        for (Titled titled : Questions.titled(file)) {
          assertFalse(titled.title().isEmpty());
          Question question = titled.question();
          String answer = question.answers().get(0);
          assertTrue(!question.answerable() || question.passage().contains(answer), answer);
          learnt.add(question.question());
        }
      }
    }
    assertTrue(learnt.size() > 5_000, learnt.size() + " questions");
    Stream.of(Handbook.dev(), Handbook.test())
        .flatMap(List::stream)
        .forEach(question -> assertFalse(learnt.contains(question.text()), question.text()));
  }

  @Test
  void wrongPassagesAreThoseThatFit() {
    try (Lab lab = Lab.open(1)) {
      List<Titled> questions = new ArrayList<>();
      for (String thing : List.of("boats", "bread", "bees", "roofs", "music", "snow")) {
        String passage = "Ida looks after the " + thing + " on day " + questions.size() + ".";
        String text = "Who looks after the " + thing + "?";
        questions.add(new Titled("About " + thing, new Question(passage, text, List.of("Ida"))));
      }
      SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
      List<Example> examples = new HardNegatives(minilm, 2, new Random(1)).of(questions);
      assertEquals(6, examples.size());
      for (int i = 0; i < 6; i++) {
        Example example = examples.get(i);
        String own = questions.get(i).question().passage();
        assertEquals(3, example.passages().stream().distinct().count());
        boolean there = example.passages().get(0).endsWith(own);
        assertEquals(there ? "Ida" : "", example.answer());
        assertTrue(example.passages().stream().skip(1).noneMatch(p -> p.endsWith(own)));
      }
      assertEquals(examples, new HardNegatives(minilm, 2, new Random(1)).of(questions));
      HardNegatives few = new HardNegatives(minilm, 2, new Random(1));
      assertThrows(IllegalArgumentException.class, () -> few.of(questions.subList(0, 4)));
    }
  }

  @Test
  void aSpanIsCitedWithItsSentence() {
    try (Lab lab = Lab.open(1);
        KnowledgeBase base = Bag.base()) {
      List<Hit> hits = base.dense().search("What does the dog eat?", 3);
      SpanReader reader = SpanReader.of(AnswerFinder.load(lab)).optLeast(-1_000);
      List<SpanReader.Finding> findings = reader.findings("What does the dog eat?", hits);
      assertEquals(3, findings.size());
      for (int i = 0; i < 3; i++) {
        assertTrue(findings.get(i).citation().text().contains(findings.get(i).text()));
        assertTrue(i == 0 || findings.get(i).score() <= findings.get(i - 1).score());
      }
      Generator.Reply reply = reader.answer("What does the dog eat?", hits);
      assertEquals(findings.get(0).text(), reply.text());
      assertEquals(List.of(findings.get(0).citation()), reply.citations());
      assertFalse(reader.optLeast(1_000).answer("What does the dog eat?", hits).found());
      assertFalse(reader.answer("What?", List.of()).found());
      assertThrows(IllegalArgumentException.class, () -> reader.optLeast(Double.NaN));
    }
  }

  @Test
  void whatIsMadeIsNotMadeAgain() throws Exception {
    Path losses = Files.writeString(folder.resolve("loss.csv"), "made");
    AnswerFinder.make(folder);
    assertEquals("made", Files.readString(losses));
  }
}
