package adapt4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house point one way. */
class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("adapt4j");

  private static final String LAB = "adapt4j"; // the class Lab and its like
  private static final Set<String> CONCEPTS =
      Set.of("transfer", "text", "lora", "meta", "distill", "lm", "align", "rag");
  private static final Set<String> GROUND = Set.of(LAB, "show", "data", "nn", "train");

  /** Which rooms a room may know, beside itself. */
  private static final Map<String, Set<String>> MAY_KNOW = mayKnow();

  private static Map<String, Set<String>> mayKnow() {
    Map<String, Set<String>> rooms = new TreeMap<>();
    rooms.put(LAB, Set.of());
    rooms.put("show", Set.of());
    rooms.put("kernel", Set.of());
    rooms.put("nn", Set.of(LAB));
    rooms.put("data", Set.of(LAB, "show"));
    rooms.put("train", Set.of(LAB, "show", "data", "nn"));
    CONCEPTS.forEach(concept -> rooms.put(concept, GROUND));
    rooms.put("lm", both(GROUND, Set.of("text"))); // its first token vectors come from there
    rooms.put("rag", both(GROUND, Set.of("text", "lm", "lora"))); // built on them
    rooms.put("align", both(GROUND, Set.of("lm")));
    rooms.put("lesson", both(GROUND, CONCEPTS));
    rooms.put("bench", both(rooms.get("lesson"), Set.of("lesson")));
    rooms.put("cli", both(rooms.keySet(), Set.of()));
    return rooms;
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
  }

  @Test
  void everyRoomIsOnThePlan() {
    assertEquals(new TreeSet<>(MAY_KNOW.keySet()), rooms());
  }

  @Test
  void roomsKnowOnlyWhatThePlanSays() {
    MAY_KNOW.forEach(
        (room, known) -> {
          for (String other : MAY_KNOW.keySet()) {
            if (!other.equals(room) && !known.contains(other)) {
              noClasses()
                  .that()
                  .resideInAPackage(packageOf(room))
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage(packageOf(other))
                  .check(HOUSE);
            }
          }
        });
  }

  @Test
  void nothingGoesInACircle() {
    slices().matching("adapt4j.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void noRoomIsTiedToANotebookKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackages("adapt4j.kernel..", "adapt4j.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.dflib.jjava..", "io.github.spencerpark..")
        .check(HOUSE);
  }

  private static String packageOf(String room) {
    return room.equals(LAB) ? LAB : LAB + "." + room + "..";
  }

  private static TreeSet<String> rooms() {
    return HOUSE.stream()
        .map(JavaClass::getPackageName)
        .map(name -> name.equals(LAB) ? LAB : name.split("\\.")[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
