use std::fs;
fn each(t: &str, f: impl Fn(&[u8]) -> String) { for e in fs::read_dir(format!("seeds/{t}")).unwrap() { let e=e.unwrap(); println!("{t} {:?}: {}", e.file_name(), f(&fs::read(e.path()).unwrap()).chars().take(150).collect::<String>()); } }
fn main() {
    use scheme::report::*; use scheme::evidence::*;
    let l = Limits::default();
    let ed = scheme::edition::shipped().swap_remove(0);
    each("test_summary_has_one_meaning", |b| format!("{:?}", Summary::from_bytes(b,&l).map(|_|())));
    let covered = ["src","src/dicom"].map(|n| Item{kind:ItemKind::Source,name:n.into(),digest:scheme::id::Digest::of(b"1")});
    each("sarif_passes_only_what_ran", |b| format!("{:?}", sarif::read(b,&covered,&ed,ed.test(&"static".parse().unwrap()).unwrap(),&l).map(|r|(r.verdict,r.sightings.len(),r.notes.len()))));
    each("signed_report_hides_no_finding", |b| { let mut p=b.splitn(2,|x|*x==0); let s=p.next().unwrap(); let f=p.next().unwrap(); let mut r=Summary::from_bytes(s,&l).unwrap(); for a in &mut r.attachments{a.digest=scheme::id::Digest::of(f);} format!("{:?}", take(&serde_json::to_vec(&r).unwrap(),&[f],&"e".parse().unwrap(),"r-1".parse().unwrap(),&ed,&l).map(|r|r.verdict))});
    each("declaration_examination_is_total", |b| { let d: scheme::continuing::Declaration = serde_json::from_slice(b).unwrap(); format!("{}", scheme::continuing::examine(&d,"d","2028-02-28".parse().unwrap(),&scheme::edition::shipped()[1]).len())});
    each("acts_are_done_or_refused_whole", |b| { let mut body=scheme::body::Body::new(ed.clone()); let mut ok=0; let mut no=0; for line in std::str::from_utf8(b).unwrap().lines() { match serde_json::from_str::<scheme::body::act::Act>(line) { Ok(a)=> match body.perform(&a){Ok(())=>ok+=1,Err(e)=>{no+=1; println!("{e:?}")}}, Err(e)=>println!("{e}") } } format!("{ok} {no} {:?}", body.certificates().len())});
    let pl = fuzz_targets::parts::limits();
    for t in ["cargo_lock","package_lock","cyclonedx","spdx","dpkg_status"] { each(&format!("{t}_parts_are_accounted_for"), |b| format!("{:?}", vulnerability::PartsList::read("x",b,&pl).map(|l|(l.format,l.parts.len(),l.parts.iter().filter(|p|p.identity.is_ok()).count())))); }
    for (t,n) in [("osv","T-1.json"),("rustsec","crates/a/RUSTSEC-2026-0001.md"),("nodejs","vuln/npm/1.json")] { each(&format!("{t}_record_is_used_or_counted"), |b| { let f=vulnerability::Feed::read("f",[(n,b)],&pl); format!("{} {:?} {}",f.records,f.rejected,f.advisories().len())}); }
    each("kev_catalogue_holds_what_it_says", |b| format!("{:?}", vulnerability::Kev::read(b,&pl).map(|k|k.len())));
    each("vex_statement_is_whole_or_refused", |b| format!("{:?}", vulnerability::Vex::read(b,&pl).map(|k|k.statements.len())));
    each("cvss_score_lies_on_the_scale", |b| format!("{:?}", vulnerability::Score::of(std::str::from_utf8(b).unwrap()).map(|s|s.score)));
    each("purl_has_one_canonical_form", |b| format!("{:?}", std::str::from_utf8(b).unwrap().parse::<vulnerability::Purl>()));
    each("archive_is_read_within_its_limits", |b| { let mut n=0; let r=vulnerability::archive::members("x",b,&pl,&mut |_| n+=1); format!("{n} {r:?}")});
    each("feed_is_never_silently_empty", |b| { let f=vulnerability::Feed::from_bytes("x.json",b,&pl); format!("{} {:?}",f.records,f.fault)});
    use fuzz_targets::honest::*;
    each("bundle_is_believed_only_as_signed", |b| format!("{:?}", register::bundle::check_bundle(b,&REGISTER.trust,&limits()).is_ok()));
    each("trust_file_has_one_meaning", |b| format!("{:?}", register::trust::Trust::from_bytes(b).is_ok()));
    each("statement_has_one_spelling", |b| format!("{:?}", register::statement::Statement::from_bytes(b).is_ok()));
    each("checkpoint_has_one_spelling", |b| format!("{:?}", register::checkpoint::Checkpoint::parse(std::str::from_utf8(b).unwrap()).is_ok()));
    each("note_key_has_one_spelling", |b| format!("{:?}", register::key::NoteKey::parse(std::str::from_utf8(b).unwrap()).is_ok()));
    each("offline_proof_has_one_spelling", |b| format!("{:?}", register::proof::OfflineProof::parse(std::str::from_utf8(b).unwrap()).is_ok()));
    each("signed_nonsense_is_folded_or_refused", |b| { let mut r=Register::empty(); for p in b.split(|x|*x==0){r.publish(p.to_vec());} r.cosign(); let s=r.survey(&r.files); format!("{:?} {}",s.reasons,s.folded.histories().count())});
    each("edition_reading_is_total", |b| format!("{:?}", scheme::edition::Edition::parse(std::str::from_utf8(b).unwrap()).is_ok()));
}
