/** A lane for the test of lanes: does what the name of a case says. */
process.on('message', ({ name }) => {
  if (name.startsWith('crash')) {
    process.exit(3);
  }
  if (name === 'bad end') {
    process.once('disconnect', () => process.exit(4));
  }
  const problems = name.startsWith('who') ? [`process ${process.pid}`] : [];
  process.send({ type: 'ran', name, outcome: { seconds: 0, problems } });
  process.send({ type: 'free' });
});
process.send({ type: 'free' });
