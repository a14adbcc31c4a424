import com.adobe.epubcheck.tool.EpubChecker;

/** Runs epubcheck on many books in one virtual machine: each argument is a book, whose report goes beside it. */
public class CheckAll {
    public static void main(String[] books) {
        for (String book : books) {
            new EpubChecker().run(new String[] {book, "--json", book + ".json", "--quiet"});
        }
    }
}
