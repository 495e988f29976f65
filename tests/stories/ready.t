#!/usr/bin/perl
# Ready answers: offered by the acknowledgement, put into replies, sent to those
# who ask; what is missing is asked for.
use strict;
use warnings;
use utf8;
use Desk;
use Encode qw(encode_utf8);
use Test::More;

my $LONG = join "\n", map { "Line $_ of the long answer, which goes on." } 1 .. 1200;

my $desk = Desk->start(
    run    => 0,
    config => {
        'queue support' => { undo => '2s', ack_per_hour => 5 },
        'faq reset'     => {
            title => 'How do I get a new password?',
            text  => 'Hello{{#first_name}} {{first_name}}{{/first_name}},'
                . '\n\nopen the page "Forgot" & follow <the> steps.',
            'text.ru' => encode_utf8('Откройте страницу «Забыл пароль».'),
            checklist => 'Is it really the owner?\nIs the account open?',
            offer     => 'ack',
        },
        'faq refund' => {
            title => 'Refund',
            text  => 'Dear {{first_name}}, the money comes within ten working'
                . ' days.\n/close this in your calendar.\n\n{{operator}}',
        },
        'faq long' => { file => 'answers', offer => 'customers' },
    }
);

mkdir "$desk->{dir}/answers";
open my $out, '>:encoding(UTF-8)', "$desk->{dir}/answers/long.en.txt" or die;
print $out "$LONG\r\n";
close $out;
mkdir "$desk->{dir}/rules";
open $out, '>:encoding(UTF-8)', "$desk->{dir}/rules/50-own.cf" or die;
print $out <<'RULES';
body     RESET        /\bpassword\b|пароль/i
tflags   RESET        utf8
describe RESET        Asks about a password
vote     RESET        faq:reset 3.0
vote     RESET        faq:nobody-wrote-it 3.0
RULES
close $out;
$desk->run;

my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');

# ---- what a configuration says that is not there
my ($code, $said, $err) = $desk->postern('check');
like("$said$err", qr/faq:nobody-wrote-it, and there\s+is\s+no\s+\[faq\s+nobody-wrote-it\]/,
    'check names a vote for an answer that nobody has written');
like("$said$err", qr/\[faq refund\] line 2 of its text begins with a\s+command/, 'and a text that would act');
my @answers = $desk->json('desk answers');
is(join(' ', sort map { $_->{name} } @answers), 'long refund reset',
    'postern desk lists them');

# ---- the acknowledgement answers, and asks
$kari->writes('support@example.org', 'Login', 'I forgot my password.');
my $ack = $kari->gets(qr/Login/, 'an acknowledgement');
like($ack->text, qr/How do I get a new password\?.*Hello Kari,\s+open the page "Forgot" & follow\s+<the> steps/s,
    'with the answer');
like($ack->text, qr/If this answers it, reply with\s+\/close/, 'and how to say that it is one');
like($ack->html, qr/&quot;Forgot&quot; &amp; follow\s+&lt;the&gt; steps|"Forgot" &amp; follow\s+&lt;the&gt; steps/,
    'in which nothing is markup');
my $told = $anna->gets(qr/Login/, 'a notification');
my ($number) = $told->subject =~ /#(\d+)/;
like($told->text, qr/Suggested answer: reset, How do I get a new password\?.*\/faq reset.*Is it really the owner/s,
    'that proposes the answer, with its checklist');
like($told->text, qr/Offered answer: reset/, 'and says that he has it');

$kari->answers($ack, '/close');
like($anna->gets(qr/closed by the customer/)->text,
    qr/The acknowledgement had answered it: reset/, 'it served');
is($desk->field($number, 'status'), 'resolved', 'and the request is resolved');
my ($change) = grep { $_->{cause} eq 'self-served' } @{ $desk->ticket($number)->{changes} };
is($change->{new} // '', 'resolved', 'which reports can count');
is($change->{reason} // '', 'reset', 'by answer');

# ---- closed once more, long after: nothing changes
$anna->reads_all;
$kari->answers($ack, '/close');
$desk->settled;
$anna->gets_nothing('nothing of a second /close');

# ---- who says something else goes on as usual
$kari->writes('support@example.org', 'Still', 'My password is wrong.');
$ack = $kari->gets(qr/Still/);
$told = $anna->gets(qr/Still/);
($number) = $told->subject =~ /#(\d+)/;
$kari->answers($ack, "No, that is not it.\n\nKari");
$told = $anna->gets(qr/Still/, 'his answer');
is($desk->field($number, 'status'), 'new', 'and the request is open');

# ---- /template: a draft, from which she answers
$anna->answers($told, '/template');
my $list = $anna->gets(qr/ready answers/, 'a list');
like($list->text, qr/- reset: How do I.*- refund.*- long/s, 'those that fit first');
$anna->answers($told, '/template refund');
my $draft = $anna->gets(qr/ready answer: Refund/, 'a draft');
like($draft->text, qr/Your reply goes to kari\@example\.com/, 'that says where it goes');
like($draft->text, qr/Dear Kari, the money comes within ten working\s+days.*Anna Larsen/s,
    'filled in');
$kari->gets_nothing('nothing yet');
$anna->answers($draft, "Dear Kari, the money comes within two working days.\n\nAnna");
my $reply = $kari->gets(qr/^Re: Still/, 'what she made of it');
like($reply->text, qr/two working/, 'as she changed it');
unlike($reply->text, qr/Nothing has been sent|ready answer|ten working/, 'and nothing of the draft');
my $changed = $draft->text =~ s/ten working/three working/r;
$anna->answers($draft, $changed, quote => 0);
like($anna->gets(qr/on hold/, 'a draft with a command in it')->text,
    qr/"\/close this in your calendar\." looks like a command/, 'which she is asked about');
$anna->answers($draft, $changed =~ s/^\/close/Put/mr, quote => 0);
$reply = $kari->gets(qr/^Re: Still/, 'the draft itself, changed where it stands');
like($reply->text, qr/Dear Kari, the money comes within three\s+working\s+days/, 'is her reply');
unlike($reply->text, qr/Nothing has been sent|ready answer|Your reply goes/,
    'without what stands around it');

# ---- /faq: alone, below a greeting, with commands in the text
$kari->answers($reply, 'And how do I get the money back?');
$told = $anna->gets(qr/^#$number /);
$anna->answers($told, '/faq refund');
$reply = $kari->gets(qr/^Re: Still/, 'the answer');
like($reply->text, qr/Dear Kari, the money.*^\/close this in your calendar\.$/ms,
    'whose words are no commands');
is($desk->field($number, 'status'), 'answered', 'so that it is not closed');
$kari->answers($reply, 'And my password?');
$told = $anna->gets(qr/^#$number /);
$anna->answers($told, "/faq reset\nHi Kari,\n\ncall me if it does not help.\n");
$reply = $kari->gets(qr/^Re: Still/, 'both');
like($reply->text, qr/^Hi Kari,\s+Hello Kari,\s+open the page.*steps\.\s+call me/s,
    'the answer below the greeting');

# ---- a slip sends nothing
$kari->answers($reply, 'Thanks, but no.');
$told = $anna->gets(qr/^#$number /);
$anna->answers($told, "Hi!\n\n/faq rest");
like($anna->gets(qr/not sent/)->text, qr/did you mean \/faq reset/, 'the nearest name');
$kari->gets_nothing('nothing');

# ---- a note that names the answer is no reason to hold it
$kari->writes('support@example.org', 'Money', 'Where is my money?');
$kari->gets(qr/Money/);
$told = $anna->gets(qr/Money/);
my ($other) = $told->subject =~ /#(\d+)/;
$anna->answers($told, "/note\nI will send this: Dear Kari, the money comes within ten working days.");
ok($desk->wait_until(sub { $desk->texts($other, 'note') }), 'a note');
$anna->answers($told, '/faq refund');
$reply = $kari->gets(qr/^Re: Money/, 'the answer that a note had named');
like($reply->text, qr/money comes within ten/, 'whole');

# ---- held, because he wrote meanwhile: sent as it was shown; and stopped
$number = $other;
$kari->answers($reply, 'One more thing.');
$anna->gets(qr/^#$number /);
$anna->answers($told, "Again:\n\n/faq reset");
my $held = $anna->gets(qr/on hold/, 'her reply, held');
like($held->text, qr/Again:\s+Hello Kari,\s+open the page/, 'with the answer in it');
$anna->answers($held, '/send');
$reply = $kari->gets(qr/^Re: Money/, 'it, once');
my @times = $reply->text =~ /open the page/g;
is(scalar @times, 1, 'with the answer once') or diag $reply->text;
$kari->answers($reply, 'Well.');
$told = $anna->gets(qr/^#$number /);
$anna->answers($told, '/faq reset');
$desk->wait_until(sub { grep { /open the page/ } ($desk->texts($number, 'article'))[-1] });
$anna->answers($told, '/undo');
like($anna->gets(qr/reply stopped/)->text, qr/open the page/, '/undo stops it and shows it');
sleep 3;
$kari->gets_nothing('nothing of it');

# ---- customers ask for answers
$_->reads_all for $kari, $per, $anna;
$per->writes('support@example.org', 'Hello', '/faq lost password');
my $found = $per->gets(qr/Answers from/, 'answers, unknown as he is');
like($found->text, qr/How do I get a new password.*open the page/s, 'those that fit');
unlike($found->text, qr/Refund|long answer|lost/, 'and no others, and none of his words');
$anna->gets_nothing('no request');
$per->writes('support@example.org', 'Hello', '/faq refund');
$found = $per->gets(qr/Answers from/, 'no answer');
unlike($found->text, qr/ten working/, 'of those that operators alone have');
like($found->text, qr/no ready answer to that.*How do I get/s, 'but what there is');
$per->writes('support@example.org', 'Hello', '/faq long');
$found = $per->gets(qr/Answers from/, 'a long one');
like($found->text, qr/Line 1200 of the long/, 'whole');
$per->writes('support@example.org', 'Hello', '/faq');
$per->gets(qr/Answers from/, 'all');
$per->writes('support@example.org', 'Hello', '/faq');
$per->gets(qr/Answers from/, 'all');
$per->writes('support@example.org', 'Hello', '/faq');
$anna->gets(qr/Hello/, 'the sixth within an hour, for a person to read');
$per->gets_nothing('and no more answers');
$per->writes('support@example.org', 'Once more', '/faq');
$told = $anna->gets(qr/Once more/, 'nor is one lost of somebody who has a request');
$per->writes('support@example.org', $told->subject =~ s/^#\d+/Re:/r, '/faq');
like($anna->gets(qr/Once more/, 'or asks within it')->text, qr/^ *\/faq$/m, 'word for word');

# ---- what is missing
$kari->writes('support@example.org', 'Trouble', 'I always get an error when I save a form.');
like($kari->gets(qr/Trouble/)->text, qr/tell us the error message or the code/,
    'the acknowledgement asks for the error message');
$told = $anna->gets(qr/Trouble/, 'and operators');
like($told->text, qr/Asked for: error-code/, 'know that it did');
unlike($told->text, qr/Perhaps ask/, 'and need not');
$kari->writes('support@example.org', 'More trouble',
    'I always get an error when I save a form: error 17, disk full.');
unlike($kari->gets(qr/More trouble/)->text, qr/error message or the code/, 'who told it is not asked');

# ---- in Russian, all of it
$_->reads_all for $kari, $anna;
my $masha = $desk->customer('Мария Иванова <mallory@example.net>');
$masha->writes('support@example.org', 'Вход',
    'Здравствуйте! Я забыла пароль от личного кабинета и не могу войти. Помогите, пожалуйста.');
$ack = $masha->gets(qr/Вход/, 'an acknowledgement');
like($ack->text, qr/Откройте страницу «Забыл пароль».*\/закрыть/s, 'in her language, as the answer is');
$told = $anna->gets(qr/Вход/);
($number) = $told->subject =~ /#(\d+)/;
$masha->answers($ack, "/закрыть");
like($anna->gets(qr/closed by the customer/)->text, qr/reset/, 'it served');
($change) = grep { $_->{cause} eq 'self-served' } @{ $desk->ticket($number)->{changes} };
is($change->{new} // '', 'resolved', 'as any other');
$masha->writes('support@example.org', 'Ещё', '/вопросы пароль');
like($masha->gets(qr/Ответы/, 'answers')->text, qr/Откройте страницу/, 'in her language as well');

done_testing();
