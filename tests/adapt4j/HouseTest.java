package adapt4j;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house point one way. */
class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("adapt4j");

  @Test
  void nothingGoesInACircle() {
    slices()
        .matching("adapt4j.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(HOUSE);
  }
}
