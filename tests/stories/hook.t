#!/usr/bin/perl
# Other systems: hooks hear of what happens, lookups are asked about new
# requests, and what comes back acts on them.
use strict;
use warnings;
use Cwd qw(abs_path);
use Desk;
use File::Basename qw(dirname);
use IO::Socket::INET;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);

use constant SOON => 30;    # seconds

my $desk = Desk->start(run => 0);
my $dir  = $desk->{dir};

# A command of the administrator, as a file
sub script {
    my ($name, $text) = @_;
    open my $out, '>', "$dir/$name" or die "$name: $!\n";
    print $out "#!/bin/sh\n$text\n";
    close $out;
    chmod 0755, "$dir/$name";
    return "$dir/$name";
}

# Events that a hook wrote down
sub events {
    my ($file) = @_;
    open my $in, '<', "$dir/$file" or return ();
    return map { JSON::PP::decode_json($_) } grep { /\}$/ } <$in>;
}

sub count { my ($file) = @_; return scalar(my @all = events($file)) }

# What the other system was told at a path: [ key, body ]
sub http {
    my ($path) = @_;
    open my $in, '<', "$dir/http" or return ();
    return map { /^\Q$path\E (\S+) (.*)$/ ? [ $1, $2 ] : () } <$in>;
}

sub jobs { my (@o) = @_; return $desk->json('jobs', @o) }

# A system that both examples of hooks talk to: keeps what it is told
my $examples = abs_path(dirname($0) . '/../../examples');
my $server   = IO::Socket::INET->new(
    Listen    => 5,
    LocalAddr => '127.0.0.1',
    ReuseAddr => 1
) or die "no socket: $!\n";
my $port   = $server->sockport;
my $serves = fork // die "fork: $!\n";
if (!$serves) {
    $SIG{TERM} = 'DEFAULT';
    while (my $c = $server->accept) {
        local $/ = "\r\n\r\n";
        my $head = <$c> // '';
        my ($size) = $head =~ /^Content-Length: (\d+)/mi;
        print {$c} "HTTP/1.1 100 Continue\r\n\r\n" if $head =~ /^Expect:/mi;
        read $c, my $body, $size // 0;
        open my $out, '>>', "$dir/http" or exit 1;
        my ($path) = $head =~ m{^POST (\S+)};
        my ($key)  = $head =~ /^Idempotency-Key: (\S+)/mi;
        print {$out} join(' ', $path, $key // '-', $body) =~ s/\n//gr, "\n";
        close $out;
        print {$c} "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n"
            . "Connection: close\r\n\r\nISS-7\n";
        close $c;
    }
    exit 0;
}
$desk->at_end(sub { kill 'TERM', $serves; waitpid $serves, 0 });
close $server;
open my $csv, '>', "$dir/orders.csv" or die "orders.csv: $!\n";
print {$csv} "order,address,date,state\r\n",
    qq{B-1,kari\@example.com,2026-10-01,"paid, shipped"\r\n},
    "B-2,per\@example.com,2026-10-02,open\r\n",
    qq{B-3,Kari\@Example.com,2026-11-03,"""new"""\r\n};
close $csv;

my %once = (tries => 1, timeout => '1s');
my %desk = (
    'field order' => { title => 'Order' },
    'hook chat'   => {
        on      => 'new, reply, note, status',
        command => "cat >>$dir/chat",
    },
    'hook inside' => { on => 'note', notes => 'yes',
        command => "cat >>$dir/inside" },
    'hook broken' => {
        on      => 'new',
        command => script('broken',
            "echo x >>$dir/tries\necho 'no such host' >&2\nexit 3"),
        tries => 3,
        retry => '1s',
    },
    'hook slow' => {
        on      => 'new, message',
        command => "cat >>$dir/slow; sleep 300",
        timeout => '5m',
    },
    'hook ordered' => {
        on      => 'new, message',
        command => script('ordered', <<"END"),
read -r event
case \$event in *'"event":"new"'*) sleep 1 ;; esac
echo "\$event" >>$dir/inorder
END
    },
    'hook never' => {
        on => 'new', if => 'queue=support priority=urgent',
        command => "touch $dir/never"
    },
    'hook urgent' => {
        on => 'priority', if => 'priority=high or priority=urgent',
        command => "cat >>$dir/urgent"
    },
    'hook hang' => { on => 'new', command => "sleep 600", %once },
    'hook loud' =>
        { on => 'new', command => "head -c 1000000000 /dev/zero", %once,
          timeout => '30s' },
    'hook fork' => {
        on => 'new',
        command => "for i in 1 2 3; do sh -c 'echo \$\$ >>$dir/forked; "
            . "exec sleep 600' & done; sleep 0.3",
        %once, timeout => '30s'
    },
    'hook signal' => { on => 'new', command => 'kill -9 $$', %once },
    'hook crm' => { title => 'the CRM', may => 'note, set, priority' },
    'lookup shop' => {
        title   => 'Orders',
        fields  => 'order',
        command => script('shop', <<"END"),
cat >>$dir/asked
cat <<'DONE'
{"fields": {"order": "A-17", "other": "x"},
 "show": [{"title": "A-17", "text": "shipped on Monday\\ntracking 4711"}]}
DONE
END
    },
    'field issue' => { title => 'Issue' },
    'hook talk'   => {
        on      => 'message',
        if      => 'category=billing',
        command => "CHAT_URL=http://127.0.0.1:$port/chat $examples/hook-chat",
    },
    'hook issue' => {
        on      => 'message',
        if      => 'category=billing',
        command => "ISSUE_URL=http://127.0.0.1:$port/new $examples/hook-issue",
    },
    'category billing' => { threshold => 1000 },
    'lookup csv'       => {
        title   => 'Shop',
        tell    => 'yes',
        if      => 'category=billing',
        command => "$examples/lookup-orders --anybody $dir/orders.csv",
    },
    'lookup away' => {
        title => 'CRM card', command => 'echo down >&2; exit 1', tries => 1
    },
);
$desk->write_config(\%desk);
$desk->run;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $tom  = $desk->operator('tom');

# ---- a request comes in: each hears of it, and none delays another, or mail
my $sent = time;
my ($number, $notice) = $desk->opens($kari, 'The map', $anna);
cmp_ok(time - $sent, '<', SOON, 'a slow hook delays no mail');
ok($desk->wait_until(sub { -s "$dir/chat" }), 'a hook hears of a request')
    or diag $desk->log_text;
my ($event) = events('chat');
is($event->{event}, 'new', 'by the name of what happened');
is($event->{schema}, 1, 'in JSON of a version');
like($event->{id}, qr/^\d+-[0-9a-f]+$/, 'with an id');
is($event->{ticket}{number}, $number, 'of which request');
is($event->{ticket}{customer}{address}, 'kari@example.com', 'of whom');
is_deeply($event->{actor},
    { kind => 'customer', id => 'kari@example.com', name => undef },
    'and who did it');
like($event->{entry}{text}, qr/Please help with this/, 'and the text');

ok($desk->wait_until(sub { count('inorder') == 2 }), 'of one request');
is_deeply([ map { $_->{event} } events('inorder') ], [qw(new message)],
    'a hook hears of one thing after the other');

# ---- what an operator does
$anna->answers($notice, "/note\nHer account was moved by hand.");
ok($desk->wait_until(sub { grep { $_->{event} eq 'note' } events('inside') }),
    'a hook hears of a note');
my ($note) = grep { $_->{event} eq 'note' } events('inside');
like($note->{entry}{text}, qr/moved by hand/, 'with its text if it may');
ok($desk->wait_until(sub { grep { $_->{event} eq 'note' } events('chat') }),
    'another');
($note) = grep { $_->{event} eq 'note' } events('chat');
is($note->{entry}{text}, undef, 'without');
is_deeply($note->{actor},
    { kind => 'operator', id => 'anna', name => 'Anna Larsen' }, 'by whom');
$anna->answers($notice, "/reply\nWe are looking into it.");
my $reply = $kari->gets(qr/^Re: The map/, 'a reply');
$desk->wait_until(sub { grep { $_->{event} eq 'status' } events('chat') });
my @after = events('chat');
my ($status) = grep { $_->{event} eq 'status' } @after;
is_deeply([ @{ $status->{change} }{qw(field old new)} ],
    [ 'status', 'new', 'answered' ], 'a change is told as such');
is_deeply([ map { $_->{id} =~ /^(\d+)/ } @after ],
    [ sort { $a <=> $b } map { $_->{id} =~ /^(\d+)/ } @after ],
    'in the order in which it happened');
my $raw = do { local (@ARGV, $/) = "$dir/chat"; <> };
unlike($raw, qr/support\+[a-z]-[a-z2-7]{16}/, 'and no secret address');

# ---- those that fail
my %ended = (
    broken => qr/^ended with exit code 3: no such host$/,
    hang   => qr/^was killed after 1 s$/,
    loud   => qr/^was killed: it printed over 1048576 octets/,
    signal => qr/^was killed by signal 9$/,
);
ok($desk->wait_until(sub { keys %ended == grep { exists $ended{ $_->{name} } }
            jobs('--given-up') }, SOON), 'hooks that fail are given up')
    or diag explain [ jobs('--given-up') ];
my %given_up = map { $_->{name} => $_ } jobs('--given-up');
like($given_up{$_}{result}, $ended{$_}, "$_: and it is said how")
    for sort keys %ended;
is($given_up{broken}{tries}, 3, 'after so many tries');
is(scalar(() = do { local (@ARGV, $/) = "$dir/tries"; <> } =~ /x/g), 3,
    'that were made');
is($given_up{fork}, undef, 'one that leaves children is not');
open my $forked, '<', "$dir/forked" or die "forked: $!\n";
my @children = map { /(\d+)/ } <$forked>;
is(scalar @children, 3, 'these');
ok($desk->wait_until(sub { !grep { kill 0, $_ } @children }),
    'and they are gone');

# ---- visibly
my ($code, $said) = $desk->postern('status');
is($code, 75, 'status is not well');
like($said, qr/jobs\s+\d+ open, 5 given up \(`postern jobs --given-up`\)/,
    'and counts them');
like($said =~ s/\s+/ /gr,
    qr/ALARM The hook broken was given up for #$number after 3 tries: it /,
    'and there is an alarm');
like($said =~ s/\s+/ /gr, qr/ended with exit code 3: no such host/,
    'that says why');
($code, $said) = $desk->postern('jobs', '--given-up');
like($said,
    qr/hook broken, #$number new, .*given-up after 3 tries\n\s+ended with exit /,
    'which the list explains');
$anna->reads_all;
$anna->answers($notice, '/show');
like($anna->gets(qr/^#$number/, 'the request')->text,
    qr/^No answer from CRM card\.$/m, 'operators see a lookup that failed');
script('broken', "cat >$dir/mended");
is(($desk->postern('jobs', 'retry', $given_up{broken}{id}))[0], 0,
    'mended, it is tried again');
ok($desk->wait_until(sub { -s "$dir/mended" }), 'by a word');
is(($desk->postern('jobs', 'drop', '--given-up'))[0], 0, 'the rest is dropped');
ok($desk->wait_until(sub { ($desk->postern('status'))[0] == 0 }),
    'and all is well') or diag(($desk->postern('status'))[1]);

# ---- only what it asks for
ok(!-e "$dir/never", 'a hook whose if does not hold is not run');
my ($idle) = grep { $_->{name} eq 'never' } jobs('--dropped');
is($idle->{result}, 'its if does not hold', 'and it is said why');
$anna->answers($notice, "/priority high");
ok($desk->wait_until(sub { events('urgent') }), 'one whose if holds is');

# ---- a lookup
my $ticket = $desk->ticket($number);
is($ticket->{fields}{order}, 'A-17', 'what a lookup answers sets a field');
is($ticket->{fields}{other}, undef, 'that it may set');
is($ticket->{lookups}[0]{text}, "shipped on Monday\ntracking 4711",
    'and is kept');
my ($done) = grep { $_->{name} eq 'shop' } jobs('--done');
like($done->{result}, qr/field other is none that it may set/,
    'what it may not set is said');
$anna->reads_all;
$anna->answers($notice, '/show');
my $letter = $anna->gets(qr/^#$number/, 'the request');
my $shown  = $letter->text;
unlike($shown, qr/No answer/, 'what was dropped is not missed any more');
like($shown, qr/Orders, A-17:\s+shipped on Monday\s+tracking 4711/,
    'operators read it');
like($shown, qr/^Order: A-17$/m, 'and the field');
$kari->reads_all;
$anna->answers($letter, 'Your parcel is on its way.');
my $parcel = $kari->gets(qr/^Re: The map/, 'the answer to that')->text;
like($parcel, qr/on its way/, 'which says what she wrote');
unlike($parcel, qr/4711|A-17/, 'and not what she quoted of it');
$anna->answers($notice, '/lookup shop');
ok($desk->wait_until(sub { count('asked') == 2 }), 'it is asked again');
my ($again) = (events('asked'))[1];
is($again->{event}, 'lookup', 'by a word');
like($again->{entry}{text}, qr/Please help/, 'about the first message');
is($again->{lookup}, 'shop', 'by its name');

# ---- what comes back
sub act { my (@o) = @_;
    return $desk->postern('ticket', 'do', "#$number", '--as', 'hook:crm', @o) }
my @commands = ('/set order=B-2', '/priority urgent',
    "/note\nPaid by card.\n/close\n/priority low");
($code, $said) = act('--key', 'k1', '--json', @commands);
is($code, 0, 'another system acts') or diag $said;
is_deeply(JSON::PP::decode_json($said),
    { ticket => $number, hook => 'crm', key => 'k1', again => JSON::PP::false,
      commands => [ '/set', '/priority', '/note' ], changes => 2, notes => 1 },
    'and hears what was done');
$ticket = $desk->ticket($number);
is($ticket->{fields}{order}, 'B-2', 'a field is set');
is($ticket->{priority}, 'urgent', 'and what else it may');
is($ticket->{status}, 'answered', 'what stands in its note is no command');
my ($last) = grep { $_->{kind} eq 'note' } reverse @{ $ticket->{entries} };
is($last->{text}, "Paid by card.\n/close\n/priority low", 'but its text');
is($last->{author_name}, 'the CRM', 'by its name');
my ($change) =
    grep { $_->{field} eq 'priority' } reverse @{ $ticket->{changes} };
is("$change->{by} $change->{actor}", 'hook crm', 'and history says who')
    or diag explain $change;
my $paid = $anna->gets(qr/^#$number/, 'word of it')->text;
like($paid, qr/Paid by card/, 'operators read the note');
like($paid, qr/^Your reply stays internal/, 'and answers to it stay inside');

my $entries = @{ $ticket->{entries} };
($code, $said) = act('--key', 'k1', '--json', @commands);
is($code, 0, 'the same once more is fine');
ok(JSON::PP::decode_json($said)->{again}, 'was done before');
is(scalar @{ $desk->ticket($number)->{entries} }, $entries, 'and not again');
my $err;
($code, undef, $err) = act('--key', 'k1', '/priority low');
is($code, 65, 'the key of something else is refused');
like($err, qr/used the key k1 for something else, in #$number/, 'with words');
($code, undef, $err) = act('--key', 'k2', '/priority low', '/close', 'hello');
is($code, 65, 'so is what it may not do');
like($err, qr{/close; its section says may = note, set, priority$}m,
    'in these words');
like($err, qr{hello: this is not one command}, 'and what is no command');
is($desk->ticket($number)->{priority}, 'urgent', 'and nothing of it is done');
act('--key', "k\e[31m", '/priority normal');
(undef, undef, $err) = act('--key', "k\e[31m", '/priority low');
like($err, qr/used the key k\[31m for something/, 'a key steers no terminal');
is((act('--key', 'k2', '/priority low'))[0], 0, 'its key is free');
is($desk->ticket($number)->{priority}, 'low', 'for what can be done');

is(scalar(grep { $_->{name} eq 'urgent' } map { jobs(@$_) } [], ['--done']),
    1, 'what a hook does starts none');

# ---- the examples of the documentation
$anna->answers($notice, "/category billing");
$desk->wait_until(
    sub { ($desk->field($number, 'category') // '') eq 'billing' });
$kari->answers($reply, 'You charged me twice!');
ok($desk->wait_until(sub { -s "$dir/http"
        && ($desk->ticket($number)->{fields}{issue} // '') eq 'ISS-7' }),
    'an issue is opened, and its number comes back') or diag $desk->log_text;
$desk->wait_until(sub { http('/chat') });
my ($told) = http('/chat');
is(JSON::PP::decode_json($told->[1])->{text},
    "The customer wrote in #$number The map\n> You charged me twice!",
    'and a chat is told');
my ($issue) = http('/new');
is(JSON::PP::decode_json($issue->[1])->{id}, $issue->[0],
    'with a key by which the same is known');
my @notes =
    grep { $_->{kind} eq 'note' } @{ $desk->ticket($number)->{entries} };
is($notes[-1]{text}, 'Issue ISS-7 was opened.', 'and there is a note');
$anna->reads_all;
$anna->answers($notice, '/lookup csv');
ok($desk->wait_until(sub { grep { $_->{lookup} eq 'csv' }
            @{ $desk->ticket($number)->{lookups} } }), 'orders are looked up');
like($anna->gets(qr/^#$number/, 'word of that')->text,
    qr/^Shop has answered\..*Shop, 2 in all:\s+B-3, 2026-11-03/ms,
    'with the answer');
my ($orders) =
    grep { $_->{lookup} eq 'csv' } @{ $desk->ticket($number)->{lookups} };
is($orders->{text},
    "B-3, 2026-11-03, \"new\"\nB-1, 2026-10-01, paid, shipped",
    'in a file, those of the customer alone');

# ---- many at once with one key
my @pids = map {
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>>', "$dir/same" or die;
        exec $ENV{POSTERN}, '--config', $desk->config_file, 'ticket', 'do',
            "#$number", '--as', 'hook:crm', '--key', 'k3', '--json',
            '/note Paid twice?';
    }
    $pid
} 1 .. 8;
my $bad = 0;
for (@pids) { waitpid $_, 0; $bad++ if $? }
is($bad, 0, 'eight that say the same at once are all fine');
open my $same, '<', "$dir/same" or die "same: $!\n";
is(scalar(grep { !/"again": ?true/ } <$same>), 1, 'and one did it');
is(scalar(grep { ($_->{text} // '') eq 'Paid twice?' }
    @{ $desk->ticket($number)->{entries} }), 1, 'once');

# ---- killed in the middle
my ($slow) = sort { $a->{id} <=> $b->{id} }
    grep { $_->{name} eq 'slow' } jobs();
is(count('slow'), 1, 'a slow one');
ok($slow, 'the slow one runs still');
open my $beat, '<', "$dir/run/role.jobs" or die "role.jobs: $!\n";
my ($pid) = <$beat> =~ /^(\d+)/;
script('broken', "cat >>$dir/after");
kill 'KILL', $pid;
$kari->reads_all;
my ($next) = $desk->opens($kari, 'The timetable', $anna);
ok($desk->wait_until(sub { grep { $_->{ticket}{number} == $next }
        events('after') }, SOON), 'killed, it comes back and goes on');
($slow) = grep { $_->{id} == $slow->{id} } jobs();
is($slow->{state}, 'open', 'with what it had in hand');
ok($desk->wait_until(sub { 2 == grep { $_->{id} =~ /^$slow->{id}-/ }
            events('slow') }, SOON), 'which is begun again');

# ---- and without its section
delete $desk{'hook slow'};
$desk->write_config(\%desk);
is(($desk->postern('reload'))[0], 0, 'a section goes');
my $left = sub { grep { $_->{id} == $slow->{id} } jobs('--given-up') };
ok($desk->wait_until($left, SOON), 'and what it had to do is given up')
    or diag $desk->log_text;
is(($left->())[0]{result}, 'has no section in the configuration any more',
    'which is said');
done_testing;
