#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong ballots`, each role in a folder of its own with its own files, as on machines of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A machine: a folder in which one role runs its steps.
struct Machine {
    folder: PathBuf,
}

impl Machine {
    fn new(root: &Path, name: &str) -> Machine {
        let folder = root.join(name);
        fs::create_dir(&folder).unwrap();
        Machine { folder }
    }

    fn try_run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dienhong"))
            .arg("ballots")
            .args(words.split(' '))
            .current_dir(&self.folder)
            .output()
            .unwrap()
    }

    fn run(&self, words: &str) -> String {
        let output = self.try_run(words);
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{words}: {out}{err}");
        out.into_owned()
    }

    fn refuses(&self, words: &str) -> String {
        let output = self.try_run(words);
        assert_eq!(output.status.code(), Some(1), "{words}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn tool(&self, words: &str, input: &[u8]) -> Vec<u8> {
        use std::io::Write;
        use std::process::Stdio;
        let mut child = Command::new("belenios-tool")
            .args(words.split(' '))
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder.join(file)).unwrap()
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder.join(file), content).unwrap();
    }

    /// Hands a file over. The only way in which anything leaves a machine.
    fn give(&self, file: &str, to: &Machine, named: &str) {
        assert!(!SECRET.contains(&file), "{file} must not leave");
        to.write(named, self.read(file));
    }

    fn archive(&self) -> String {
        let entry = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names = fs::read_dir(&self.folder).unwrap().map(|e| entry(e.unwrap()));
        names.find(|name| name.ends_with(".bel")).unwrap()
    }
}

const SECRET: [&str; 4] = ["private_creds.txt", "trustee.privkey", "trustee.seed", "credential"];
const TEMPLATE: &str = r#"{"description":"Thử","name":"Hội đồng","questions":[{"answers":["An","Bình","Chi"],"blank":true,"min":1,"max":2,"question":"Chọn một hoặc hai"}]}"#;

fn lines(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.iter().flat_map(|part| [part.trim_ascii_end(), b"\n"].concat()).collect()
}

/// No file of any machine but the owner's holds this.
fn stays(secret: &[u8], owner: &Machine, machines: &[&Machine]) {
    assert!(secret.len() > 10);
    for machine in machines.iter().filter(|machine| machine.folder != owner.folder) {
        for entry in fs::read_dir(&machine.folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn each_role_holds_an_election_with_its_own_files_only() {
    let root = TempDir::new().unwrap();
    let machine = |name| Machine::new(root.path(), name);
    let (server, authority, alone, auditor) =
        (machine("server"), machine("authority"), machine("alone"), machine("auditor"));
    let group = [machine("one"), machine("two"), machine("three")];
    let voters = [machine("an"), machine("binh")];

    let uuid = server.run("uuid");
    let uuid = uuid.trim();
    authority.write("voters.txt", "an,,2\nbinh\n");
    authority.run(&format!("credentials --uuid {uuid} --voters voters.txt --out ."));
    authority.give("public_creds.json", &server, "public_creds.json");
    let private = String::from_utf8(authority.read("private_creds.txt")).unwrap();
    for (voter, line) in voters.iter().zip(private.lines()) {
        // By a letter: only the credential's own line, to its voter only.
        voter.write("credential", line);
    }

    alone.run("trustee key --name Bà --out .");
    alone.give("trustee.pubkey", &server, "public_keys.jsons");
    for trustee in &group {
        trustee.run("trustee certificate --out .");
    }
    let all = lines(&group.each_ref().map(|trustee| trustee.read("trustee.cert")));
    for machine in group.iter().chain([&server]) {
        machine.write("certs.jsons", &all);
    }
    let common = "--certificates certs.jsons --threshold 2";
    for trustee in &group {
        trustee
            .run(&format!("trustee polynomial {common} --seed trustee.seed --out polynomial.json"));
    }
    server.write(
        "polynomials.jsons",
        lines(&group.each_ref().map(|trustee| trustee.read("polynomial.json"))),
    );
    server.run(&format!("trustee distribute {common} --polynomials polynomials.jsons --out ."));
    for (i, trustee) in group.iter().enumerate() {
        server.give(&format!("inbox{}.json", i + 1), trustee, "inbox.json");
        trustee.run(&format!(
            "trustee share {common} --seed trustee.seed --inbox inbox.json --out share.json"
        ));
    }
    server
        .write("shares.jsons", lines(&group.each_ref().map(|trustee| trustee.read("share.json"))));
    server.run(&format!("trustee group {common} --polynomials polynomials.jsons --shares shares.jsons --out group.json"));

    server.write("template.json", TEMPLATE);
    let setup = "--template template.json --keys public_keys.jsons --threshold group.json --credentials public_creds.json";
    server.run(&format!("setup --uuid {uuid} {setup} --out ."));
    let bel = server.archive();

    for (voter, choices) in voters.iter().zip(["[[0,1,0,1]]", "[[1,0,0,0]]"]) {
        server.give(&bel, voter, &bel);
        voter.write("choices.json", choices);
        voter.run(&format!(
            "vote --archive {bel} --credential credential --choices choices.json --out ballot.json"
        ));
    }
    voters[0].give("ballot.json", &server, "ballot1.json");
    voters[1].give("ballot.json", &server, "ballot2.json");
    server.run(&format!("cast --archive {bel} ballot1.json ballot2.json"));
    assert!(server.refuses(&format!("cast --archive {bel} ballot1.json")).contains("twice"));
    assert!(
        alone.try_run(&format!("decrypt --archive {bel} --key trustee.privkey")).status.code()
            == Some(1)
    );
    assert!(server.refuses(&format!("verify {bel}")).contains("before the result"));
    server.run(&format!("verify --unfinished {bel}"));
    server.run(&format!("tally --archive {bel}"));
    assert!(server.refuses(&format!("cast --archive {bel} ballot1.json")).contains("closed"));

    server.give(&bel, &alone, &bel);
    alone.run(&format!("decrypt --archive {bel} --key trustee.privkey --out partial.json"));
    alone.give("partial.json", &server, "partial1.json");
    // The second trustee of the group is ill.
    for (i, trustee) in [(2, &group[0]), (4, &group[2])] {
        server.give(&bel, trustee, &bel);
        trustee.run(&format!(
            "decrypt --archive {bel} --seed trustee.seed --share share.json --out partial.json"
        ));
        trustee.give("partial.json", &server, &format!("partial{i}.json"));
    }
    assert!(
        server
            .refuses(&format!("result --archive {bel} partial1.json partial2.json"))
            .contains("missing")
    );
    let result =
        server.run(&format!("result --archive {bel} partial1.json partial2.json partial4.json"));
    assert_eq!(result.trim(), r#"{"result":[[1,2,0,2]]}"#);

    server.give(&bel, &auditor, &bel);
    let report = auditor.run(&format!("verify {bel}"));
    assert!(
        report.contains("all checks passed") && report.contains("2 counted, weight 3"),
        "{report}"
    );
    assert!(auditor.run(&format!("inspect {bel}")).contains("PartialDecryption"));

    // What was secret is nowhere else.
    let mut machines = vec![&server, &authority, &alone, &auditor];
    machines.extend(group.iter().chain(&voters));
    stays(&alone.read("trustee.privkey"), &alone, &machines);
    for trustee in &group {
        stays(&trustee.read("trustee.seed"), trustee, &machines);
    }
    for (i, line) in private.lines().enumerate() {
        let credential = line.rsplit(' ').next().unwrap().as_bytes();
        let others: Vec<&Machine> =
            machines.iter().copied().filter(|machine| machine.folder != voters[i].folder).collect();
        stays(credential, &authority, &others);
    }
    for voter in &voters {
        stays(&voter.read("choices.json"), voter, &machines);
    }
}

#[test]
fn steps_of_belenios_tool_and_of_ours_alternate_on_the_same_files() {
    let root = TempDir::new().unwrap();
    let machine = |name| Machine::new(root.path(), name);
    let (server, authority, ours, theirs, voter) = (
        machine("server"),
        machine("authority"),
        machine("ours"),
        machine("theirs"),
        machine("voter"),
    );
    let uuid = String::from_utf8(server.tool("setup generate-token", b"")).unwrap();
    let uuid = uuid.trim();
    authority.run(&format!("credentials --group BELENIOS-2048 --uuid {uuid} --count 2 --out ."));
    ours.run("trustee --group BELENIOS-2048 key --out .");
    theirs.tool("setup generate-trustee-key --group BELENIOS-2048", b"");
    let named = |machine: &Machine, extension: &str| {
        let names = fs::read_dir(&machine.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.into_iter().find(|name| name.ends_with(extension)).unwrap()
    };
    let keys = lines(&[ours.read("trustee.pubkey"), theirs.read(&named(&theirs, ".pubkey"))]);
    server.write("public_keys.jsons", keys);
    server.write("template.json", TEMPLATE);
    authority.give("public_creds.json", &server, "public_creds.json");
    server.tool("setup make-trustees", b"");
    server.tool(
        &format!(
            "setup make-election --uuid {uuid} --group BELENIOS-2048 --template template.json"
        ),
        b"",
    );
    server.tool("archive init", b"");
    let bel = server.archive();

    server.give(&bel, &voter, &bel);
    let private = String::from_utf8(authority.read("private_creds.txt")).unwrap();
    let credentials: Vec<&str> =
        private.lines().map(|line| line.rsplit(' ').next().unwrap()).collect();
    voter.write("choices.json", "[[0,1,1,0]]");
    voter.write("credential", credentials[0]);
    let ballot =
        voter.run(&format!("vote --archive {bel} --credential credential --choices choices.json"));
    server.tool("archive add-event --type Ballot", ballot.trim_end().as_bytes());
    voter.write("credential", credentials[1]);
    let ballot =
        voter.tool("election generate-ballot --privcred credential --ballot choices.json", b"");
    server.write("ballot.json", ballot);
    server.run(&format!("cast --archive {bel} ballot.json"));

    server.run(&format!("tally --archive {bel}"));
    server.give(&bel, &ours, &bel);
    let partial = ours.run(&format!("decrypt --archive {bel} --key trustee.privkey"));
    server.tool("archive add-event --type PartialDecryption", partial.trim_end().as_bytes());
    server.give(&bel, &theirs, &bel);
    let key = named(&theirs, ".privkey");
    let partial = theirs.tool(&format!("election decrypt --privkey {key} --trustee-id 2"), b"");
    server.write("partial.json", partial);
    let result = server.run(&format!("result --archive {bel} partial.json"));
    assert_eq!(result.trim(), r#"{"result":[[0,2,2,0]]}"#);
    server.tool("election verify", b"");
    server.run(&format!("verify {bel}"));
}

#[test]
fn a_demonstration_verifies_and_keeps_its_secrets_apart_from_what_is_public() {
    let root = TempDir::new().unwrap();
    let machine = Machine::new(root.path(), "demo");
    machine.run("make-demo --voters 5 --threshold 2/3 --blank --out election");
    let public = Machine { folder: machine.folder.join("election/public") };
    let secret = Machine { folder: machine.folder.join("election/secret") };
    let report = public.run(&format!("verify {}", public.archive()));
    assert!(report.contains("5 counted") && report.contains("shares from [1, 3, 4]"), "{report}");
    assert_eq!(fs::read_dir(&public.folder).unwrap().count(), 1);
    stays(&secret.read("trustee1.privkey"), &secret, &[&public]);
    assert!(
        machine
            .refuses("make-demo --voters 5 --out election --group X25519")
            .contains("BELENIOS-2048")
    );
}

#[test]
fn a_changed_archive_ends_with_1_and_says_what_is_wrong() {
    let root = TempDir::new().unwrap();
    let machine = Machine::new(root.path(), "demo");
    machine.run("make-demo --voters 2 --out .");
    let public = Machine { folder: machine.folder.join("public") };
    let bel = public.archive();
    let mut bytes = public.read(&bel);
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    public.write(&bel, bytes);
    assert!(public.refuses(&format!("verify {bel}")).contains("hash of its content"));
}

#[test]
fn slips_are_for_their_maker_alone_and_hold_each_voters_own_code() {
    let root = TempDir::new().unwrap();
    let authority = Machine::new(root.path(), "authority");
    authority.write("voters.txt", "Nguyễn Thị Ẩn,,2\nBình\n");
    let command = "credentials --uuid 2anPoHv8RJPp5h --voters voters.txt --out . --slips";
    // A link that holds something behind a «#» already: refused before any secret is written.
    let link = "--vote Bầu --link https://bau.example.vn/votes/7/booth";
    assert!(authority.refuses(&format!("{command} {link}#x")).contains("«#»"));
    assert!(!authority.folder.join("private_creds.txt").exists());
    let said = authority.run(&format!("{command} {link} --closes 17:00 --simulated"));
    assert!(said.contains("0600") && said.contains("delete"), "{said}");
    for secret in ["slips.pdf", "private_creds.txt"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(authority.folder.join(secret)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{secret}");
    }
    let text = Command::new("pdftotext")
        .args(["-layout", "slips.pdf", "-"])
        .current_dir(&authority.folder)
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let private = String::from_utf8(authority.read("private_creds.txt")).unwrap();
    let sheets: Vec<&str> = text.split('\u{c}').collect();
    for ((sheet, line), name) in sheets.iter().zip(private.lines()).zip(["Nguyễn Thị Ẩn", "Bình"])
    {
        let credential = line.rsplit(' ').next().unwrap();
        assert!(sheet.contains(name) && sheet.contains(credential), "{sheet}");
        assert_eq!(text.matches(credential).count(), 1);
    }
}
