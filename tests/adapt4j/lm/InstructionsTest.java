package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InstructionsTest {
  @Test
  void everyFamilyAsksAndAnswersTheSameForASeed() {
    for (String family : Instructions.FAMILIES) {
      List<Instruction> some = Instructions.train(1).take(family, 40);
      assertEquals(some, Instructions.train(1).take(family, 40));
      for (Instruction one : some) {
        assertEquals(family, one.family());
        assertFalse(one.prompt().contains("%") || one.answer().isBlank(), one.toString());
      }
    }
  }

  @Test
  void answersAreRight() {
    for (int i = 0; i < 200; i++) {
      Instructions some = Instructions.train(i % 2);
      Instruction spelt = some.next("spell");
      assertTrue(spelt.prompt().contains(spelt.answer().replace(" ", "")), spelt.toString());
      Instruction copied = some.next("copy");
      assertTrue(copied.prompt().endsWith(": " + copied.answer()), copied.toString());
      Instruction counted = some.next("count");
      int words = counted.prompt().split(": ")[1].split(" ").length;
      assertEquals(ReadingPhrase.number(words, "#"), counted.answer(), counted.toString());
      Instruction large = some.next("upper");
      assertTrue(large.prompt().toUpperCase().endsWith(large.answer()), large.toString());
      i += 19;
    }
    assertEquals("short", GlossText.load().opposites().get("long"));
  }

  @Test
  void itemsOfTheTestAreNotTrainedOn() {
    for (String family : List.of("spell", "opposite", "kind", "define")) {
      Set<String> seen = prompts(Instructions.train(1), family);
      Set<String> both = new HashSet<>(prompts(Instructions.test(1), family));
      assertTrue(both.size() > 80, family + " has only " + both.size());
      both.retainAll(seen);
      assertEquals(Set.of(), both, family);
    }
  }

  private static Set<String> prompts(Instructions some, String family) {
    return some.take(family, 3_000).stream().map(Instruction::prompt).collect(Collectors.toSet());
  }

  @Test
  void anUnknownFamilyIsNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Instructions.train(1).next("sing"))
            .getMessage();
    assertTrue(message.contains("There is no family sing"), message);
  }
}
