//! A whole invented election.

use super::{Failed, files, in_group, random, say};
use belenios::credential::token;
use belenios::group::Group;
use belenios::rehearsal::{Holder, Made, Plan, choose, hold, one_question};
use clap::Args;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

#[derive(Debug, Args)]
pub struct Arguments {
    #[arg(long, default_value = "Ed25519")]
    group: String,
    #[arg(long, default_value_t = 20)]
    voters: usize,
    /// Besides a trustee of its own, any T of a group of M: `2/3`
    #[arg(long, value_name = "T/M", value_parser = of)]
    threshold: Option<(usize, usize)>,
    /// Allow blank votes
    #[arg(long)]
    blank: bool,
    /// The folder to write into: `public/` and, apart from it, `secret/`
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn of(text: &str) -> Result<(usize, usize), String> {
    let (threshold, size) = text.split_once('/').ok_or("two numbers with a slash, such as 2/3")?;
    let number = |text: &str| text.parse::<usize>().map_err(|why| why.to_string());
    let (threshold, size) = (number(threshold)?, number(size)?);
    match threshold {
        1.. if threshold <= size => Ok((threshold, size)),
        _ => Err("the first number is at least 1 and at most the second".to_owned()),
    }
}

impl Arguments {
    pub fn run(&self) -> Result<(), Failed> {
        in_group!(self.group.as_str(), G => self.run_in::<G>())
    }

    fn run_in<G: Group>(&self) -> Result<(), Failed> {
        let mut rng = random();
        let mut holders = vec![Holder::Single];
        holders.extend(self.threshold.map(|(threshold, size)| Holder::Group { threshold, size }));
        let names = ["An", "Bình", "Chi", "Dũng", "Em"];
        let template = one_question("An invented election", &names, self.blank, 1, 3);
        let question = template.questions[0].clone();
        let voters =
            (0..self.voters).map(|_| (1, vec![vec![choose(&question, &mut rng)]])).collect();
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let plan = Plan { template, uuid: token(14, &mut rng), time, holders, voters };
        let uuid = plan.uuid.clone();
        let made: Made<G> = hold(plan, &mut rng)?;
        let (public, secret) = (self.out.join("public"), self.out.join("secret"));
        files::folder(&public)?;
        files::folder(&secret)?;
        let archive = public.join(format!("{uuid}.bel"));
        files::write(&archive, &made.archive)?;
        let mut lines = Zeroizing::new(String::new());
        for (i, credential) in made.private_credentials.iter().enumerate() {
            lines.push_str(&format!("{} {}\n", i + 1, credential.reveal()));
        }
        files::write_secret(&secret.join("private_creds.txt"), lines.as_bytes())?;
        for (i, trustee) in made.private_keys.iter().enumerate() {
            let name = |extension: &str| secret.join(format!("trustee{}.{extension}", i + 1));
            match &trustee.seed {
                Some((seed, share)) => {
                    files::write_secret(&name("seed"), seed.reveal().as_bytes())?;
                    files::write_secret(&name("share"), share)?;
                }
                None => {
                    files::write_secret(
                        &name("privkey"),
                        Zeroizing::new(trustee.key.reveal()).as_bytes(),
                    )?;
                }
            }
        }
        say(&format!("{}\n{}", archive.display(), String::from_utf8_lossy(&made.result)))
    }
}
